/** The server's time on this screen: clocks count by it, also while the connection is lost. */
import { defineStore } from "pinia";
import { ref } from "vue";

export const useServerClock = defineStore("clock", () => {
  const offset = ref(0);
  const exact = ref(false);
  /** The server's time in ms, moved on once a second; screens render from it. */
  const tick = ref(Date.now());
  let timer: ReturnType<typeof setInterval> | undefined;

  function now(): number {
    return Date.now() + offset.value;
  }

  /** Told by an answer's Date header, which is cut to the second: only a clear difference counts. */
  function heard(serverNow: number): void {
    const difference = serverNow + 500 - Date.now();
    if (!exact.value || Math.abs(difference - offset.value) > 2500) {
      offset.value = Math.abs(difference) < 1500 ? 0 : difference;
      exact.value = true;
      tick.value = now();
    }
  }

  function start(): void {
    timer ??= setInterval(() => (tick.value = now()), 1000);
  }

  return { tick, now, heard, start };
});
