/**
 * Acts that wait for the network: kept on this machine with the time they were done and the key they are sent under.
 * They are sent one by one in order; one that is refused stays, says why, and never stops the rest.
 */
import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { sendRaw } from "./client";
import { keep, readKept } from "./kept";
import { Problem, Unreachable } from "./problem";

export interface Waiting {
  key: string;
  url: string;
  method: "post" | "put" | "patch";
  body: unknown;
  /** A sentence for the person whose act it is. */
  title: string;
  at: string;
  refused?: string;
}

export const useQueue = defineStore("queue", () => {
  const waiting = ref<Waiting[]>(readKept<Waiting[]>("queue", []));
  const sending = ref(false);
  const unsent = computed(() => waiting.value.filter((one) => !one.refused));

  function save(): void {
    keep("queue", waiting.value);
  }

  /** Send now if the server answers, else keep it. True when it was done, false when it waits. */
  async function sendOrKeep(act: Omit<Waiting, "key" | "at">): Promise<boolean> {
    const kept: Waiting = { ...act, key: crypto.randomUUID(), at: new Date().toISOString() };
    try {
      await sendRaw(kept.url, kept.method, kept.body, kept.key);
      return true;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      waiting.value.push(kept);
      save();
      return false;
    }
  }

  /** Try everything that waits; stops only when the server cannot be reached. */
  async function flush(): Promise<void> {
    if (sending.value) return;
    sending.value = true;
    try {
      for (const act of [...unsent.value]) {
        try {
          await sendRaw(act.url, act.method, act.body, act.key);
          withdraw(act.key);
        } catch (error) {
          if (error instanceof Unreachable) return;
          act.refused = error instanceof Problem ? error.message : String(error);
          save();
        }
      }
    } finally {
      sending.value = false;
    }
  }

  function withdraw(key: string): void {
    waiting.value = waiting.value.filter((act) => act.key !== key);
    save();
  }

  function retry(key: string): Promise<void> {
    for (const act of waiting.value) if (act.key === key) delete act.refused;
    save();
    return flush();
  }

  return { waiting, unsent, sending, sendOrKeep, flush, withdraw, retry };
});
