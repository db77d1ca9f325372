import { describe, expect, it } from "vitest";
import type { Bar } from "@/design/lanes";
import { type Clock, concerns, sortedAlarms } from "@/modules/incidents/alarm";
import { fileSize } from "@/modules/incidents/files";
import { lanesOf, sortedNeeds, windowOf, within } from "@/modules/plans/running";

const H = 3_600_000;
const bar = (id: string, from: number, due: number, done: number | null = null): Bar => ({ id, lane: "tracing", title: id, startsAt: from * H, dueAt: due * H, doneAt: done === null ? null : done * H, state: "run" });

describe("the window of the chart", () => {
  it("begins at the start while little time has passed, later it follows now", () => {
    expect(windowOf([], 10 * H, 11 * H, "6h")).toEqual({ from: 10 * H, to: 16 * H });
    expect(windowOf([], 10 * H, 30 * H, "24h").from).toBeCloseTo((30 - 24 * 0.35) * H);
  });
  it("reaches to the last limit when all is wanted", () => {
    expect(windowOf([bar("a", 10, 340)], 10 * H, 12 * H, "all")).toEqual({ from: 10 * H, to: 340 * H });
  });
  it("leaves out what had ended before it, and keeps what is late", () => {
    const bars = [bar("ended", 0, 2, 1), bar("late", 0, 2), bar("later", 50, 60), bar("now", 9, 12)];
    expect(within(bars, 8 * H, 14 * H, 10 * H).map((one) => one.id)).toEqual(["late", "now"]);
  });
});

describe("the lanes", () => {
  const group = { group: "supplies", title: { zh: "物资保障组", en: "Supplies" }, head_required: true, blocks: true, seats: [] };
  it("name a group without a head, and keep the lane of a group that has stopped", () => {
    const plan = { groups: { tracing: { title: { zh: "流调溯源组", en: "Tracing" } } } } as never;
    expect(lanesOf([group], [bar("a", 0, 1)], plan, "zh", "缺组长")).toEqual([
      { id: "supplies", title: "物资保障组", missing: "缺组长" },
      { id: "tracing", title: "流调溯源组" },
    ]);
  });
});

describe("needs", () => {
  it("stand short first, then unknown, then enough", () => {
    const need = (name: string, gap: number | null): never => ({ need: name, gap }) as never;
    expect(sortedNeeds([need("enough", 0), need("unknown", null), need("short", 3)]).map((one) => one.need)).toEqual(["short", "unknown", "enough"]);
  });
});

describe("an alarm", () => {
  const clock = (more: Partial<Clock>): Clock => ({ id: "1", incident_id: "i", drill: false, kind: "order_complete", region_code: "140105", due_at: "2026-11-24T02:00:00Z", acknowledged_at: null, ...more }) as Clock;
  it.each([
    ["140105", "140105", true],
    ["140105", "140105003", true],
    ["1401", "140105", false],
    ["1401", "1401", true],
    ["140105", "140106", false],
  ])("of the desk %s rings for %s: %s", (desk, region, rings) => {
    expect(concerns(clock({ region_code: region }), desk)).toBe(rings);
  });
  it("never rings for an exercise, for what belongs to no incident, nor for a message that climbs by itself", () => {
    expect(concerns(clock({ kind: "notice_answer" }), "140105")).toBe(false);
    expect(concerns(clock({ drill: true }), "140105")).toBe(false);
    expect(concerns(clock({ incident_id: null }), "140105")).toBe(false);
  });
  it("rings the longest waiting first; who took one is said for ten minutes", () => {
    const now = Date.parse("2026-11-24T03:00:00Z");
    const found = sortedAlarms(
      [clock({ id: "b", due_at: "2026-11-24T02:30:00Z" }), clock({ id: "a" }), clock({ id: "taken", acknowledged_at: "2026-11-24T02:55:00Z" }), clock({ id: "old", acknowledged_at: "2026-11-24T02:40:00Z" })],
      "140105",
      now,
    );
    expect([found.ringing.map((one) => one.id), found.taken.map((one) => one.id)]).toEqual([["a", "b"], ["taken"]]);
  });
});

describe("the size of a file", () => {
  it.each([[0, "0 B"], [900, "900 B"], [2048, "2.0 KB"], [2_500_000, "2.4 MB"]])("%d reads %s", (bytes, words) => {
    expect(fileSize(bytes)).toBe(words);
  });
});
