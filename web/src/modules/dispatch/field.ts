/** The one big button of a crew: 签收 → 出发 → 到场 → 返程 → 待命, and what of it the centre has. */
import type { Wire } from "@/api";
import { nextOf, type UnitState } from "./desk";

export type MyMission = Wire<"MyMissionOut">;
export const STEPS = ["ACKNOWLEDGED", "EN_ROUTE", "ON_SCENE", "RETURNING", "AVAILABLE"] as const;
export type FieldStep = (typeof STEPS)[number];

interface Act {
  url: string;
  body: unknown;
  refused?: string;
}

/** How far this machine has come: what the centre has, and what still waits here. */
export interface Standing {
  signed: boolean;
  signedHere: boolean;
  state: UnitState;
  stateHere: boolean;
}

export function standingOf(mission: MyMission, waiting: readonly Act[]): Standing {
  const mine = waiting.filter((act) => !act.refused);
  const signedHere = mission.assignment_id !== null && mine.some((act) => act.url.includes(`${mission.assignment_id ?? ""}/sign-for`));
  const told = mine.filter((act) => act.url.includes(`${mission.unit_id}/state`)).map((act) => (act.body as { state: UnitState }).state);
  return {
    signed: mission.acknowledged_at !== null || mission.assignment_id === null,
    signedHere,
    state: told.at(-1) ?? (mission.state as UnitState),
    stateHere: told.length > 0,
  };
}

/** What the big button does now; nothing once the unit is free again. */
export function nextStep(stands: Standing): FieldStep | undefined {
  if (!stands.signed && !stands.signedHere) return "ACKNOWLEDGED";
  return nextOf(stands.state) as FieldStep | undefined;
}

/** Whether a step has been reached: `here` only on this machine. */
export function reached(step: FieldStep, mission: MyMission, stands: Standing): "has" | "here" | "" {
  if (step === "ACKNOWLEDGED") return stands.signed ? "has" : stands.signedHere ? "here" : "";
  const order = (state: string): number => STEPS.indexOf((state === "TRANSPORTING" ? "ON_SCENE" : state) as FieldStep);
  if (order(mission.state) >= order(step)) return "has";
  return order(stands.state) >= order(step) ? "here" : "";
}
