import { expect, test } from "vitest";
import { givesWay, type Box } from "@/map/crowding";

const box = (left: number, top: number, width = 100, height = 15): Box => ({ left, top, right: left + width, bottom: top + height });

test("names apart are all read", () => {
  expect(givesWay([box(0, 0), box(0, 20)], [box(-30, 0, 26), box(-30, 20, 26)])).toEqual([false, false]);
});

test("of two names over each other the more important is read", () => {
  expect(givesWay([box(0, 0), box(50, 5), box(120, 8)], [undefined, undefined, undefined])).toEqual([false, true, false]);
});

test("a name gives way to the sign of a more important mark, not to its own and not to a lesser one's", () => {
  expect(givesWay([box(0, 0), box(30, 20)], [box(40, 20, 26), box(20, 0, 26)])).toEqual([false, true]);
});

test("a name that gives way takes no room from those behind it", () => {
  expect(givesWay([box(0, 0), box(50, 5, 200), box(200, 10)], [undefined, undefined, undefined])).toEqual([false, true, false]);
});
