/** Which facts stand as heroes in the header, and what was said of them before. */
import type { Wire } from "@/api";

export interface HeroFact {
  name: string;
  value: number;
  /** What was first said, where that has changed since. */
  first?: number;
  statedAt?: string;
  /** The number it is to reach, such as people to be evacuated. */
  of?: number;
}

const HEROES = [
  "deaths",
  "deaths_and_missing",
  "missing",
  "serious_injuries",
  "injured_people",
  "trapped_people",
  "people_trapped",
  "cases",
  "people_evacuated",
  "evacuated",
  "relocated",
  "households_without_gas",
  "burnt_hectares",
];
const TO_REACH: Record<string, string> = { people_evacuated: "people_to_evacuate" };
const MOST = 4;

export function heroFacts(facts: Record<string, unknown>, statements: Wire<"FactOut">[]): HeroFact[] {
  const known = HEROES.filter((name) => typeof facts[name] === "number");
  return known.slice(0, MOST).map((name) => {
    const said = statements.filter((one) => one.fact === name && !one.withdrawn);
    const [first, last] = [said[0]?.value, said.at(-1)];
    const value = facts[name] as number;
    const toReach = facts[TO_REACH[name] ?? ""];
    return {
      name,
      value,
      ...(typeof first === "number" && first !== value ? { first } : {}),
      ...(last ? { statedAt: last.stated_at } : {}),
      ...(typeof toReach === "number" ? { of: toReach } : {}),
    };
  });
}
