/**
 * The live record. One connection a tab; whoever shows something says what touches it and is told.
 * Nothing is missed: the connection resumes behind the last event, and after a gap everybody fetches anew.
 */
import { defineStore } from "pinia";
import { ref } from "vue";
import { openStream, Problem, type Wire } from "@/api";
import { useServerClock } from "./clock";
import { EventParser, type Told } from "./events";

export type Entry = Wire<"EntryOut">;
export type Connection = "off" | "connecting" | "live" | "lost" | "asking";

interface Listener {
  touches: (entry: Entry) => boolean;
  onEntry: (entry: Entry) => void;
  onGap: () => void;
}

/** The server's heart beats every 15 s; two beats and a half without a sign mean the line is dead. */
const SILENCE_MS = 37_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const ASKED_EVERY_MS = 30_000;

export const useStream = defineStore("stream", () => {
  const connection = ref<Connection>("off");
  /** When the connection was lost, by the server's clock (ms); 0 while it is live. */
  const lostAt = ref(0);
  const heardAt = ref(0);
  const listeners = new Set<Listener>();
  const clock = useServerClock();
  let cursor = "";
  let running: AbortController | undefined;
  let failures = 0;

  function listen(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** `pushed` where the account may read the record; else what is on screen is asked for again now and then. */
  function start(pushed: boolean): void {
    if (running) return;
    running = new AbortController();
    connection.value = "connecting";
    void (pushed ? keepOpen(running) : askNowAndThen(running.signal));
  }

  function stop(): void {
    running?.abort();
    running = undefined;
    cursor = "";
    connection.value = "off";
    lostAt.value = 0;
  }

  async function keepOpen(mine: AbortController): Promise<void> {
    while (!mine.signal.aborted) {
      try {
        await readOnce(mine);
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return;
        if (error instanceof Problem && error.status === 403) {
          await askNowAndThen(mine.signal);
          return;
        }
      }
      if (mine.signal.aborted) return;
      lose();
      await pause(Math.min(FIRST_WAIT_MS * 2 ** failures++, LONGEST_WAIT_MS), mine.signal);
    }
  }

  async function askNowAndThen(signal: AbortSignal): Promise<void> {
    connection.value = "asking";
    lostAt.value = 0;
    while (!signal.aborted) {
      await pause(ASKED_EVERY_MS, signal);
      if (!signal.aborted) for (const one of [...listeners]) one.onGap();
    }
  }

  async function readOnce(mine: AbortController): Promise<void> {
    const once = new AbortController();
    const end = (): void => once.abort();
    mine.signal.addEventListener("abort", end);
    let watch = setTimeout(end, SILENCE_MS);
    try {
      const answer = await openStream("/api/stream", cursor, once.signal);
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
      const parser = new EventParser();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(watch);
        watch = setTimeout(end, SILENCE_MS);
        heard();
        for (const told of parser.take(decoder.decode(value, { stream: true }))) take(told);
      }
    } finally {
      clearTimeout(watch);
      mine.signal.removeEventListener("abort", end);
    }
  }

  function heard(): void {
    heardAt.value = clock.now();
    failures = 0;
    if (connection.value !== "live") {
      connection.value = "live";
      lostAt.value = 0;
    }
  }

  function lose(): void {
    if (connection.value === "live") lostAt.value = clock.now();
    connection.value = "lost";
    if (!lostAt.value) lostAt.value = clock.now();
  }

  function take(told: Told): void {
    const first = cursor === "";
    cursor = told.id || cursor;
    if (told.event === "entry") tell(JSON.parse(told.data) as Entry);
    else if (told.event === "gap" || (told.event === "hello" && first)) for (const one of [...listeners]) one.onGap();
  }

  function tell(entry: Entry): void {
    for (const one of [...listeners]) if (one.touches(entry)) one.onEntry(entry);
  }

  return { connection, lostAt, heardAt, listen, start, stop };
});

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const now = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", now, { once: true });
    addEventListener("online", now, { once: true });
  });
}
