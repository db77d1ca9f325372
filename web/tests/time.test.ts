import { describe, expect, it } from "vitest";
import { clockState, countdown, hourMinute, moment, span } from "@/design/time";

const NOW = Date.parse("2026-11-23T09:41:18+08:00");
const MINUTE = 60_000;

describe("a running clock", () => {
  it.each([
    [23 * MINUTE + 42_000, "23:42"],
    [83 * MINUTE + 48_000, "1:23:48"],
    [-(11 * MINUTE + 18_000), "+11:18"],
    [3 * 24 * 60 * MINUTE + MINUTE, "3 天"],
    [-3 * 24 * 60 * MINUTE, "+3 天"],
  ])("with %i ms left reads %s", (left, text) => {
    expect(countdown(left, "zh")).toBe(text);
  });
  it("is soon past three quarters of its time and late from the very moment it is due", () => {
    const clock = { startsAt: "2026-11-23T08:00:00+08:00", dueAt: "2026-11-23T10:00:00+08:00" };
    expect(clockState(Date.parse("2026-11-23T09:29:59+08:00"), clock)).toBe("run");
    expect(clockState(Date.parse("2026-11-23T09:30:00+08:00"), clock)).toBe("soon");
    expect(clockState(Date.parse("2026-11-23T10:00:00+08:00"), clock)).toBe("over");
    expect(clockState(NOW, { ...clock, doneAt: "2026-11-23T09:00:00+08:00" })).toBe("done");
    expect(clockState(NOW, {})).toBe("none");
  });
});

describe("a moment", () => {
  it("is told in the time of the field, wherever the browser stands", () => {
    expect(hourMinute("2026-11-23T01:41:00Z")).toBe("09:41");
  });
  it("names the day when it is not today, and the year when it is not this one", () => {
    expect(moment("2026-11-23T08:05:00+08:00", NOW, "zh")).toBe("08:05");
    expect(moment("2026-11-22T08:05:00+08:00", NOW, "zh")).toBe("11月22日 08:05");
    expect(moment("2025-11-22T08:05:00+08:00", NOW, "zh")).toBe("2025年11月22日 08:05");
  });
});

it("a span reads in words", () => {
  expect(span(42 * MINUTE, "zh")).toBe("42 分");
  expect(span(80 * MINUTE, "zh")).toBe("1 小时 20 分");
  expect(span(80 * MINUTE, "en")).toBe("1 h 20 min");
});
