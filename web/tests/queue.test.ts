import { createPinia, setActivePinia } from "pinia";
import { beforeEach, expect, it, vi } from "vitest";
import { useQueue } from "@/api";

const act = (title: string): { url: string; method: "post"; body: object; title: string } => ({
  url: `/api/${title}`,
  method: "post",
  body: {},
  title,
});

beforeEach(() => {
  localStorage.clear();
  setActivePinia(createPinia());
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 500 });
});

function network(answer: (url: string, key: string) => Response): string[] {
  const keys: string[] = [];
  vi.stubGlobal("fetch", (url: string, asked: { headers: Record<string, string> }) => {
    keys.push(asked.headers["Idempotency-Key"] ?? "");
    return Promise.resolve(answer(url, asked.headers["Idempotency-Key"] ?? ""));
  });
  return keys;
}
function noNetwork(): void {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
}

it("an act without a network is kept, survives a reload and is sent once under its own key", async () => {
  noNetwork();
  expect(await useQueue().sendOrKeep(act("arrive"))).toBe(false);
  setActivePinia(createPinia());
  const kept = useQueue().waiting.map((one) => one.key);
  expect(kept).toHaveLength(1);
  const keys = network(() => new Response("{}", { status: 200 }));
  await useQueue().flush();
  expect(keys).toEqual(kept);
  expect(useQueue().waiting).toEqual([]);
});

it("one act that is refused says why and does not stop the rest", async () => {
  noNetwork();
  const queue = useQueue();
  for (const title of ["bad", "good"]) await queue.sendOrKeep(act(title));
  network((url) =>
    url.endsWith("bad")
      ? new Response(JSON.stringify({ title: "任务已结束", code: "order_closed" }), { status: 409 })
      : new Response("{}", { status: 200 }),
  );
  await queue.flush();
  expect(queue.waiting.map((one) => [one.title, one.refused])).toEqual([["bad", "任务已结束"]]);
});
