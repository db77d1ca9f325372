import { describe, expect, it } from "vitest";
import { differences, limit } from "@/modules/plans/plan";
import { type Bar, endOf, place, stateAt, ticks } from "@/design/lanes";

describe("two versions of a plan", () => {
  it("differ where a value differs, with the path to it", () => {
    const before = { tasks: { a: { within: "4h" }, b: { within: "1h" } } };
    const now = { tasks: { a: { within: "2h" }, c: { within: "1h" } } };
    expect(differences(before, now)).toEqual([
      { path: "tasks.a.within", before: "4h", now: "2h" },
      { path: "tasks.b", before: { within: "1h" }, now: undefined },
      { path: "tasks.c", before: undefined, now: { within: "1h" } },
    ]);
  });
  it("that say the same do not differ", () => {
    expect(differences({ a: [1, 2] }, { a: [1, 2] })).toEqual([]);
  });
});

describe("a limit", () => {
  it.each([["4h", "4 小时"], ["30m", "30 分钟"], ["3wd", "3 个工作日"], ["soon", "soon"]])("%s reads %s", (text, words) => {
    expect(limit(text, "zh")).toBe(words);
  });
});

const H = 3_600_000;
const bar = (id: string, from: number, due: number, done: number | null, state: Bar["state"] = "run"): Bar => ({ id, lane: "a", title: "x", startsAt: from * H, dueAt: due * H, doneAt: done === null ? null : done * H, state });

describe("a bar of the swim lanes", () => {
  it.each([
    [bar("1", 2, 4, null), 1, "plan"],
    [bar("2", 2, 4, null), 3, "run"],
    [bar("3", 2, 4, null), 5, "overdue"],
    [bar("4", 2, 4, 3), 5, "done"],
    [bar("5", 2, 4, 6), 5, "overdue"],
    [bar("6", 2, 4, 6), 7, "late"],
  ])("looks as it was at that moment", (one, at, state) => {
    expect(stateAt(one, at * H)).toBe(state);
  });
  it("that is overdue grows until now", () => {
    expect(endOf(bar("1", 2, 4, null), 9 * H)).toBe(9 * H);
  });
  it("of a repeated task stands in the row of its first occurrence, below their common label", () => {
    const series = [bar("1", 0, 1, 1), bar("2", 2, 3, null), bar("3", 4, 5, null)].map((one) => ({ ...one, series: "daily" }));
    const placed = place([...series, bar("4", 1, 2, null)], 0, 10 * H, 1 * H, 0).get("a") ?? [];
    expect(placed.map((one) => [one.id, one.row, one.label])).toEqual([["1", 1, "above"], ["4", 2, "beside"], ["2", 1, "none"], ["3", 1, "none"]]);
  });
  it("that begins beyond the axis is not drawn", () => {
    expect(place([bar("1", 11, 12, null)], 0, 10 * H, 1 * H).get("a")).toBeUndefined();
  });
  it("never lies over another of its lane", () => {
    const placed = place([bar("1", 0, 4, null), bar("2", 2, 6, null), bar("3", 5, 8, null)], 0, 10 * H, 1 * H, 0).get("a") ?? [];
    expect(placed.map((one) => [one.id, one.row])).toEqual([["1", 0], ["2", 1], ["3", 0]]);
  });
});

describe("the axis", () => {
  it("is marked at round moments of Beijing's clock", () => {
    const from = Date.parse("2026-11-23T08:07:00+08:00");
    const marks = ticks(from, from + 4 * H).map((at) => new Date(at).toISOString().slice(11, 16));
    expect(marks[0]).toBe("00:30");
    expect(marks.length).toBeLessThanOrEqual(9);
  });
});
