/** The call being written: a draft that survives a reload, judged by the server at every pause in the typing. */
import { computed, onScopeDispose, ref, type Ref, shallowRef, watch } from "vue";
import { post, useDraft, type Wire } from "@/api";

export type Judgement = Wire<"JudgementOut">;
export type Place = Wire<"PlaceOut">;
export const CHANNELS = ["POLICE_110", "FIRE_119", "MEDICAL_120", "TRAFFIC_122", "HOTLINE_12345", "DUTY_REPORT", "UNIT_REPORT", "OTHER"] as const;

export interface Call {
  key: string;
  channel: (typeof CHANNELS)[number];
  words: string;
  place: string;
  region: string;
  lon: number | null;
  lat: number | null;
  type: string;
  occurred: string;
  caller: string;
  phone: string;
  unit: string;
  facts: Record<string, number | boolean | string>;
  answers: Record<string, string>;
  drill: boolean;
  begun: number;
}

export function emptyCall(): Call {
  return {
    key: crypto.randomUUID(), channel: "POLICE_110", words: "", place: "", region: "", lon: null, lat: null, type: "", occurred: "",
    caller: "", phone: "", unit: "", facts: {}, answers: {}, drill: false, begun: 0,
  };
}

/** What is said so far, as the API takes it; the answers to scripted questions stand after the words. */
export function bodyOf(call: Call, questions: { id: string; ask: string }[] = []): Wire<"CallIn"> {
  const answered = questions.filter((one) => call.answers[one.id]?.trim());
  const answers = answered.map((one) => `${one.ask}：${(call.answers[one.id] ?? "").trim()}`);
  return {
    channel: call.channel,
    summary: [call.words.trim(), ...answers].filter(Boolean).join("\n"),
    facts: { ...call.facts },
    drill: call.drill,
    kind: "INITIAL" as const,
    ...(call.type && { event_type: call.type }),
    place: call.place.trim(),
    source_unit: call.unit.trim(),
    ...(call.region && { region_code: call.region }),
    ...(call.lon !== null && call.lat !== null && { position: { lon: call.lon, lat: call.lat, crs: "CGCS2000" as const } }),
    ...(call.occurred && { occurred_at: new Date(call.occurred).toISOString() }),
    ...((call.caller.trim() || call.phone.trim()) && {
      reporter: { name: call.caller.trim(), ...(call.phone.trim() && { phone: call.phone.trim() }) },
    }),
  };
}

const PAUSE_MS = 300;

export function useCall(region: () => string): {
  call: Ref<Call>;
  clear: () => void;
  judgement: Ref<Judgement | undefined>;
  judging: Ref<boolean>;
  unable: Ref<boolean>;
  started: Ref<boolean>;
} {
  const { draft, clear } = useDraft<Call>("intake", emptyCall);
  const judgement = shallowRef<Judgement>();
  const judging = ref(false);
  const unable = ref(false);
  const started = computed(() => Boolean(draft.value.words.trim() || draft.value.type || draft.value.place));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  async function judge(): Promise<void> {
    asking?.abort();
    asking = new AbortController();
    judging.value = true;
    try {
      const said = bodyOf(draft.value);
      // A number half typed is no telephone yet: it would only be refused.
      const { reporter, ...rest } = said;
      const body = { ...rest, ...(region() && !said.region_code && { region_code: region() }), ...(wholePhone(draft.value.phone) && { reporter }) };
      judgement.value = await post("/api/call-judgements", { body: body as never, signal: asking.signal });
      unable.value = false;
    } catch (error) {
      if (!(error instanceof DOMException)) unable.value = true;
    } finally {
      judging.value = false;
    }
  }

  watch(
    draft,
    () => {
      clearTimeout(timer);
      if (!started.value) {
        judgement.value = undefined;
        return;
      }
      timer = setTimeout(() => void judge(), PAUSE_MS);
    },
    { deep: true, immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    asking?.abort();
  });
  return { call: draft, clear, judgement, judging, unable, started };
}

function wholePhone(text: string): boolean {
  return /^\+?[\d-]{7,20}$/.test(text.trim());
}
