import { computed, type ComputedRef } from "vue";
import { get, type Wire } from "@/api";
import { type Live, type LiveOptions, useLive } from "@/stream";
import type { Plan } from "./plan";
import type { Running } from "./running";

const KINDS = new Set(["response", "order", "assignment", "task"]);
const MOST = 50;

/** The responses of an incident, those that run before those that ended, kept true by the stream. */
export function useResponses(incidentId: () => string): { all: Live<Wire<"ResponseRow">[]>; active: ComputedRef<Wire<"ResponseRow">[]> } {
  const all = useLive(
    async () => {
      const page = await get("/api/responses", { query: { incident_id: incidentId(), limit: MOST } });
      return [...page.items].sort((a, b) => a.state.localeCompare(b.state));
    },
    { touches: (entry) => entry.incident_id === incidentId() && entry.subject_kind === "response", watching: incidentId },
  );
  return { all, active: computed(() => (all.data.value ?? []).filter((row) => row.state === "ACTIVE")) };
}

/** One response with its groups, tasks and needs. */
export function useResponse(incidentId: () => string, id: () => string | undefined): Live<Running | undefined> {
  const options: LiveOptions = {
    touches: (entry) => entry.incident_id === incidentId() && KINDS.has(entry.subject_kind),
    watching: id,
    gather: 250,
  };
  return useLive(async () => {
    const wanted = id();
    return wanted ? get("/api/responses/{response_id}", { path: { response_id: wanted } }) : undefined;
  }, options);
}

/** The plan as it stands in the library: texts, clauses and what its groups and tasks are called. */
export function usePlan(id: () => string | undefined): ComputedRef<Plan | undefined> {
  const shown = useLive(
    async () => {
      const wanted = id();
      return wanted ? get("/api/plans/{plan_id}", { path: { plan_id: wanted } }) : undefined;
    },
    { touches: () => false, watching: id },
  );
  return computed(() => shown.data.value?.plan as unknown as Plan | undefined);
}
