import { describe, expect, it } from "vitest";
import { countWords, type DeskIncident, instead, laidBare, minutesOf, type Need, pressing, type Town } from "@/modules/dispatch/desk";
import { type MyMission, nextStep, reached, standingOf } from "@/modules/dispatch/field";

const incident = (id: string, forces: Partial<DeskIncident["forces"]>, more: Partial<DeskIncident> = {}): DeskIncident =>
  ({ id, drill: false, opened_at: "2026-11-24T04:00:00Z", forces: { out: 0, on_scene: 0, unsigned: 0, plans: 0, ...forces }, ...more }) as DeskIncident;
const town = (code: string, now: number | null, after: number | null): Town =>
  ({ region_code: code, now: now === null ? null : { eta_seconds: now }, after: after === null ? null : { eta_seconds: after } }) as Town;
const need = (...units: { id: string; eta: number | null }[]): Need =>
  ({ need: "fire", units: units.map((unit) => ({ unit_id: unit.id, eta_seconds: unit.eta })) }) as Need;
const mission = (more: Partial<MyMission> = {}): MyMission =>
  ({ unit_id: "u", assignment_id: "a", acknowledged_at: null, state: "NOTIFIED", ...more }) as MyMission;

describe("the queue", () => {
  it("puts first whom nobody was sent to, then plans under way, then unsigned orders", () => {
    const rows = [incident("signed", { out: 1 }), incident("unsigned", { out: 1, unsigned: 1 }), incident("planned", { plans: 1 }), incident("bare", {})];
    expect(rows.sort(pressing).map((one) => one.id)).toEqual(["bare", "planned", "unsigned", "signed"]);
  });
  it("puts real ones before exercises", () => {
    expect([incident("drill", {}, { drill: true }), incident("real", {})].sort(pressing)[0]?.id).toBe("real");
  });
});

describe("what a dispatch leaves bare", () => {
  it("is a town that is reached in time now and not afterwards", () => {
    const towns = [town("stays", 300, 300), town("falls", 300, 900), town("nobody", 300, null), town("never", 1200, 1200)];
    expect(laidBare(towns, 10).map((one) => one.region_code)).toEqual(["falls", "nobody"]);
  });
  it("counts the limit itself as in time", () => {
    expect(laidBare([town("edge", 600, 601)], 10)).toHaveLength(1);
  });
  it("rounds minutes up", () => expect([minutesOf(1), minutesOf(60), minutesOf(61)]).toEqual([1, 1, 2]));
});

describe("instead of a unit that was taken", () => {
  it("comes the next of the same need that is not picked and can get there", () => {
    const needs = [need({ id: "taken", eta: 60 }, { id: "picked", eta: 90 }, { id: "cut off", eta: null }, { id: "next", eta: 120 })];
    expect(instead(needs, "taken", ["taken", "picked"])?.unit_id).toBe("next");
    expect(instead([need({ id: "taken", eta: 60 })], "taken", [])).toBeUndefined();
  });
});

describe("a formula of a run card", () => {
  it("is said in words where it is a fact or a fact with a number", () => {
    expect(countWords("facts.injured_people", (name) => name)).toEqual({ fact: "injured_people" });
    expect(countWords("facts.gas_leak ? 1 : 0", (name) => name)).toEqual({ fact: "gas_leak", number: 1 });
    expect(countWords("facts.a + 2", (name) => name)).toBeUndefined();
  });
});

describe("the crew's button", () => {
  const tap = (state: string, refused?: string): { url: string; body: unknown; refused?: string } => ({ url: "/api/units/u/state", body: { state }, ...(refused ? { refused } : {}) });
  it("begins with signing, also where the signature waits for the network", () => {
    expect(nextStep(standingOf(mission(), []))).toBe("ACKNOWLEDGED");
    expect(nextStep(standingOf(mission(), [{ url: "/api/orders/tasks/a/sign-for", body: {} }]))).toBe("EN_ROUTE");
  });
  it("goes on from what was tapped here and is not sent yet", () => {
    const stands = standingOf(mission({ acknowledged_at: "2026-11-24T04:00:00Z" }), [tap("EN_ROUTE"), tap("ON_SCENE")]);
    expect(nextStep(stands)).toBe("RETURNING");
    expect(reached("ON_SCENE", mission(), stands)).toBe("here");
  });
  it("leaves out what was refused", () => {
    expect(standingOf(mission(), [tap("EN_ROUTE", "no")]).state).toBe("NOTIFIED");
  });
  it("has nothing left once the unit is free", () => {
    expect(nextStep(standingOf(mission({ assignment_id: null, state: "AVAILABLE" as never }), []))).toBeUndefined();
  });
});
