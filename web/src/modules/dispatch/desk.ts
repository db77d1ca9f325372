/** What the dispatch desk works out by itself: which incident comes first, what is picked, what a dispatch leaves bare. */
import type { Wire } from "@/api";

export type DeskIncident = Wire<"DeskIncidentOut">;
export type Plan = Wire<"DeploymentOut">;
export type Step = Wire<"DeploymentStepOut">;
export type Unit = Wire<"UnitOut">;
export type Mission = Wire<"MissionOut">;
export type Town = Wire<"CoveredOut">;
export type Need = Wire<"RecommendedNeedOut">;

/** A unit that was picked, for which need, and when it is expected. */
export interface Pick {
  unit_id: string;
  callsign: string;
  need: string;
  eta_seconds: number | null;
  eta_method: string;
}

export const UNIT_STATES = ["AVAILABLE", "NOTIFIED", "EN_ROUTE", "ON_SCENE", "TRANSPORTING", "RETURNING", "OUT_OF_SERVICE"] as const;
export type UnitState = (typeof UNIT_STATES)[number];
/** The key of a state on the board: the radio operator presses it on the chosen unit. */
export const STATE_KEYS: Record<string, UnitState> = { 1: "AVAILABLE", 3: "EN_ROUTE", 4: "ON_SCENE", 5: "TRANSPORTING", 6: "RETURNING", 7: "OUT_OF_SERVICE" };

/** Nobody sent yet first, then those with orders nobody signed for, then by age. */
export function pressing(a: DeskIncident, b: DeskIncident): number {
  const rank = (one: DeskIncident): number => (one.forces.out === 0 ? (one.forces.plans ? 1 : 0) : one.forces.unsigned ? 2 : 3);
  return rank(a) - rank(b) || Number(a.drill) - Number(b.drill) || b.opened_at.localeCompare(a.opened_at);
}

/** What the recommendation itself would send. */
export function chosenOf(needs: readonly Need[]): Pick[] {
  return needs.flatMap((need) =>
    need.units
      .filter((unit) => unit.chosen)
      .map((unit) => ({ unit_id: unit.unit_id, callsign: unit.callsign, need: need.need, eta_seconds: unit.eta_seconds, eta_method: unit.eta_method })),
  );
}

/** Towns that a free unit reaches within the time now and none once the picked ones have left. */
export function laidBare(towns: readonly Town[], minutes: number): Town[] {
  return towns.filter((town) => within(town.now, minutes) && !within(town.after, minutes));
}
export function within(first: Town["now"], minutes: number): boolean {
  return first !== null && first.eta_seconds <= minutes * 60;
}

/** Minutes, rounded up: nobody is there sooner than said. */
export function minutesOf(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}

/** The step of a mission that a crew tells next, by what is known here. */
const NEXT: Partial<Record<UnitState, UnitState>> = { NOTIFIED: "EN_ROUTE", EN_ROUTE: "ON_SCENE", ON_SCENE: "RETURNING", TRANSPORTING: "ON_SCENE", RETURNING: "AVAILABLE" };
export function nextOf(state: string): UnitState | undefined {
  return NEXT[state as UnitState];
}

/** The next candidate of the same need that is not picked: where to turn when a unit was taken. */
export function instead(needs: readonly Need[], unitId: string, picked: readonly string[]): Need["units"][number] | undefined {
  const need = needs.find((one) => one.units.some((unit) => unit.unit_id === unitId)) ?? needs.find((one) => one.units.length);
  return need?.units.find((unit) => unit.unit_id !== unitId && !picked.includes(unit.unit_id) && unit.eta_seconds !== null);
}

/** `facts.gas_leak ? 1 : 0` said in words: a count by a fact, or a number where the fact holds. */
export function countWords(written: string, fact: (name: string) => string): { fact: string; number?: number } | undefined {
  const plain = /^facts\.(\w+)$/.exec(written);
  if (plain?.[1]) return { fact: fact(plain[1]) };
  const when = /^facts\.(\w+) \? (\d+) : 0$/.exec(written);
  return when?.[1] ? { fact: fact(when[1]), number: Number(when[2]) } : undefined;
}
