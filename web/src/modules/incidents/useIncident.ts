import { inject, type InjectionKey, provide, type Ref } from "vue";
import { get, type Wire } from "@/api";
import { type Live, type LiveOptions, ofIncident, useLive } from "@/stream";
import type { Order } from "@/orders/standing";

export interface IncidentRoom {
  id: Ref<string>;
  incident: Live<Wire<"IncidentOut">>;
  orders: Live<Order[]>;
  submissions: Live<Wire<"SubmissionOut">[]>;
  clocks: Live<Wire<"ClockOut">[]>;
  facts: Live<Wire<"FactOut">[]>;
}

const KEY: InjectionKey<IncidentRoom> = Symbol("incident");
const CLOCKS = 200;

/** What the header and the tabs share, fetched once and kept true by the stream. */
export function openRoom(id: Ref<string>): IncidentRoom {
  const mine = ofIncident(() => id.value);
  const path = (): { incident_id: string } => ({ incident_id: id.value });
  const about = (...kinds: string[]): LiveOptions => ({
    touches: (entry: Parameters<typeof mine>[0]) => mine(entry) && kinds.includes(entry.subject_kind),
    watching: id,
  });
  const room: IncidentRoom = {
    id,
    incident: useLive(() => get("/api/incidents/{incident_id}", { path: path() }), about("incident", "report", "zone")),
    orders: useLive(() => get("/api/incidents/{incident_id}/orders", { path: path() }), { ...about("order", "assignment", "task", "response"), gather: 200 }),
    submissions: useLive(() => get("/api/incidents/{incident_id}/submissions", { path: path() }), about("incident", "submission")),
    clocks: useLive(
      async () => (await get("/api/clocks", { query: { incident_id: id.value, open_only: true, limit: CLOCKS } })).items,
      { ...about("incident", "deadline", "clock", "order", "submission"), gather: 300 },
    ),
    facts: useLive(() => get("/api/incidents/{incident_id}/facts", { path: path() }), about("incident", "report")),
  };
  provide(KEY, room);
  return room;
}

export function useRoom(): IncidentRoom {
  const room = inject(KEY);
  if (!room) throw new Error("outside an incident workspace");
  return room;
}
