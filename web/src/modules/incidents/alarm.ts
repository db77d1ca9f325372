/** The alarm: made here by WebAudio, so that no file has to be there; which clocks ring, and for which desk. */
import { onUnmounted, ref, watch, type Ref } from "vue";
import type { Wire } from "@/api";
import { keep, readKept } from "@/api/kept";

export type Clock = Wire<"ClockOut">;
const EVERY_MS = 20_000;
const TONES_HZ = [880, 660, 880];
const TONE_S = 0.22;
const LOUDNESS = 0.2;
const COUNTY_DIGITS = 6;
const RECENT_MS = 10 * 60_000;

/** A message that nobody answered climbs by itself, person by person; it does not ring for the desk as well. */
const CLIMBS_ALONE = "notice_answer";

/** A city's desk is not rung for every county's clocks: those come to it by their own escalation. */
export function concerns(clock: Clock, region: string): boolean {
  if (clock.incident_id === null || clock.drill || clock.kind === CLIMBS_ALONE) return false;
  return clock.region_code === region || (region.length >= COUNTY_DIGITS && clock.region_code.startsWith(region));
}

/** Those that ring, the one that has waited longest first; and those that somebody took a short while ago. */
export function sortedAlarms(clocks: Clock[], region: string, now: number): { ringing: Clock[]; taken: Clock[] } {
  const mine = clocks.filter((clock) => concerns(clock, region)).sort((a, b) => a.due_at.localeCompare(b.due_at));
  return {
    ringing: mine.filter((clock) => !clock.acknowledged_at),
    taken: mine.filter((clock) => clock.acknowledged_at && now - Date.parse(clock.acknowledged_at) < RECENT_MS),
  };
}

export const muted = ref(readKept("alarm.muted", false));
export function setMuted(to: boolean): void {
  muted.value = to;
  keep("alarm.muted", to);
}

/** Rings at once and again every twenty seconds while something rings; silent when muted or before the first touch. */
export function useAlarmSound(ringing: Ref<boolean>): { blocked: Ref<boolean>; allow: () => Promise<void> } {
  const blocked = ref(false);
  let context: AudioContext | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  async function ring(): Promise<void> {
    if (muted.value || !ringing.value) return;
    context ??= new AudioContext();
    // A browser lets a page sound only after somebody has touched it.
    if (context.state !== "running") await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 500))]);
    blocked.value = context.state !== "running";
    if (!blocked.value) TONES_HZ.forEach((tone, n) => sound(context as AudioContext, tone, n * (TONE_S + 0.06)));
  }
  function start(): void {
    clearInterval(timer);
    timer = undefined;
    if (!ringing.value || muted.value) return;
    void ring();
    timer = setInterval(() => void ring(), EVERY_MS);
  }
  /** The first touch of the page opens the sound that was blocked. */
  function touched(): void {
    if (blocked.value) void ring();
  }
  watch([ringing, muted], start, { immediate: true });
  addEventListener("pointerdown", touched);
  addEventListener("keydown", touched);
  onUnmounted(() => {
    clearInterval(timer);
    removeEventListener("pointerdown", touched);
    removeEventListener("keydown", touched);
    void context?.close();
  });
  return { blocked, allow: ring };
}

function sound(context: AudioContext, hertz: number, after: number): void {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  const start = context.currentTime + after;
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
  volume.gain.linearRampToValueAtTime(0, start + TONE_S);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + TONE_S);
}
