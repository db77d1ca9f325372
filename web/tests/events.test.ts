import { expect, it } from "vitest";
import { EventParser } from "@/stream/events";

const SENT = 'retry: 1000\nid: 0.7\nevent: hello\ndata: {"cursor":"0.7"}\n\n: ♥\n\nid: 0.8\nevent: entry\ndata: {"a":1}\n\n';

it("events are the same however the network cuts them", () => {
  const whole = new EventParser().take(SENT);
  expect(whole.map((told) => [told.id, told.event])).toEqual([
    ["0.7", "hello"],
    ["0.8", "entry"],
  ]);
  for (let size = 1; size < 9; size++) {
    const parser = new EventParser();
    const told = [];
    for (let at = 0; at < SENT.length; at += size) told.push(...parser.take(SENT.slice(at, at + size)));
    expect(told).toEqual(whole);
  }
});

it("a comment is no event", () => {
  expect(new EventParser().take(": ♥\n\n")).toEqual([]);
});
