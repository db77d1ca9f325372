/** The types of resources as content has them: titles, units, signs on the map and the attributes of a record. */
import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { get, type Wire } from "@/api";
import { useLanguage } from "@/locale";

export interface Attribute {
  title: { zh: string; en: string };
  type: "text" | "number" | "integer" | "boolean" | "date" | "choice" | "choices" | "phone" | "uscc" | "address" | "video";
  choices: string[];
  unit: { zh: string; en: string } | null;
  required: boolean;
  expected: boolean;
  personal: boolean;
}
export type ResourceType = Wire<"TypeOut">;
export interface Family {
  id: string;
  title: string;
  types: ResourceType[];
}

/** Words that begin many titles and tell nothing apart. */
const COMMON = /国家|应急|救援|综合性|公共|演示|[（）()、类级]/g;

/** One character for each type: the first of its title that no type before it in the family has taken. */
export function signsOf(types: ResourceType[]): Map<string, string> {
  const taken = new Map<string, Set<string>>();
  return new Map(
    types.map((one) => {
      const used = taken.get(one.family) ?? new Set<string>();
      taken.set(one.family, used);
      const letters = [...one.title.replace(COMMON, ""), ...one.title];
      const sign = letters.find((letter) => /\p{Script=Han}|[A-Z]/u.test(letter) && !used.has(letter)) ?? letters[0] ?? "";
      used.add(sign);
      return [one.id, sign];
    }),
  );
}

export const useCatalogue = defineStore("catalogue", () => {
  const types = ref<ResourceType[]>([]);
  const skills = ref<Wire<"SkillOut">[]>([]);
  const { language } = useLanguage();
  let asked: Promise<void> | undefined;

  /** Fetched once; a failure is tried again by the next who asks. */
  function load(): Promise<void> {
    asked ??= Promise.all([get("/api/resource-types"), get("/api/skills")]).then(
      ([listed, able]) => {
        types.value = listed;
        skills.value = able;
      },
      () => {
        asked = undefined;
      },
    );
    return asked;
  }

  const byId = computed(() => new Map(types.value.map((one) => [one.id, one])));
  const signs = computed(() => signsOf(types.value));
  const families = computed(() => {
    const found = new Map<string, Family>();
    for (const one of types.value) {
      const family = found.get(one.family) ?? { id: one.family, title: language.value === "en" ? one.family_title_en : one.family_title, types: [] };
      family.types.push(one);
      found.set(one.family, family);
    }
    return [...found.values()];
  });

  const said = (id: string, zh: (one: ResourceType) => string, en: (one: ResourceType) => string): string => {
    const one = byId.value.get(id);
    return one ? (language.value === "en" ? en(one) : zh(one)) : "";
  };

  return {
    types,
    load,
    byId,
    families,
    sign: (id: string) => signs.value.get(id) ?? "",
    title: (id: string) => said(id, (one) => one.title, (one) => one.title_en),
    unit: (id: string) => said(id, (one) => one.unit, (one) => one.unit_en),
    keeper: (id: string) => said(id, (one) => one.keeper, (one) => one.keeper_en),
    owner: (id: string) => said(id, (one) => one.owner, (one) => one.owner_en),
    familyTitle: (id: string) => families.value.find((one) => one.id === id)?.title ?? "",
    attributes: (id: string) => (byId.value.get(id)?.attributes ?? {}) as Record<string, Attribute>,
    /** A choice by its word: skills have titles, all else is said as it is. */
    choice: (id: string) => {
      const skill = skills.value.find((one) => one.id === id);
      return skill ? (language.value === "en" ? skill.title_en : skill.title) : id;
    },
  };
});
