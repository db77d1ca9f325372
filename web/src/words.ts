/** The field's own words by their codes, as content has them; never show a code where a word exists. */
import { defineStore } from "pinia";
import { ref } from "vue";
import { get, type Wire } from "@/api";
import { ofLanguage, useLanguage } from "@/locale";

type Vocabulary = Wire<"VocabularyOut">;
type Kind = Exclude<keyof Vocabulary, "key_verbs">;

export const useWords = defineStore("words", () => {
  const vocabulary = ref<Vocabulary>();
  const regions = ref<Record<string, string>>({});
  const asked = new Set<string>();
  const wanted = new Set<string>();
  const { language } = useLanguage();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    vocabulary.value ??= await get("/api/vocabulary");
  }

  function word(kind: Kind, id: string | null | undefined): string {
    if (!id) return "";
    if (!vocabulary.value) void load().catch(() => undefined);
    const found = vocabulary.value?.[kind].find((one) => one.id === id);
    return found ? ofLanguage(found.title, language.value) : vocabulary.value ? id : "";
  }

  /** Name of a region by its code; empty until it is known. Codes asked for together are fetched together. */
  function region(code: string | null | undefined): string {
    if (!code) return "";
    const known = regions.value[code];
    if (known === undefined && !asked.has(code)) {
      asked.add(code);
      wanted.add(code);
      timer ??= setTimeout(() => void fetchRegions(), 20);
    }
    return known ?? "";
  }

  async function fetchRegions(): Promise<void> {
    timer = undefined;
    const codes = [...wanted];
    wanted.clear();
    try {
      const found = await get("/api/region-names", { query: { code: codes } });
      regions.value = { ...regions.value, ...Object.fromEntries(found.map((one) => [one.code, one.path])) };
    } catch {
      for (const code of codes) asked.delete(code);
    }
  }

  /** Whether entries of this verb are shown in bold. */
  function isKey(verb: string): boolean {
    if (!vocabulary.value) void load().catch(() => undefined);
    return vocabulary.value?.key_verbs.includes(verb) ?? false;
  }

  return {
    vocabulary,
    load,
    isKey,
    fact: (name: string) => word("facts", name),
    word,
    region,
    role: (id: string) => word("roles", id),
    permission: (id: string) => word("permissions", id),
    eventType: (code: string) => word("event_types", code),
    phase: (id: string) => word("phases", id),
    orderKind: (id: string) => word("order_kinds", id),
    zoneKind: (id: string) => word("zone_kinds", id),
    dutyRole: (id: string) => word("duty_roles", id),
  };
});
