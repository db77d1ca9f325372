import { get } from "@/api";
import { type Live, ofIncident, useLive } from "@/stream";
import type { Plan } from "./desk";
import { useWaitingSteps } from "./waiting";

/** The plans of one incident, the newest first, and what is fetched anew once somebody has acted on one. */
export function usePlans(incident: () => string, drill: () => boolean): { plans: Live<Plan[]>; changed: () => Promise<void> } {
  const mine = ofIncident(incident);
  const waiting = useWaitingSteps();
  const plans = useLive(async () => (incident() ? (await get("/api/deployments", { query: { incident_id: incident(), drill: drill(), limit: 50 } })).items : []), {
    touches: (entry) => mine(entry) && /deployment|unit/.test(entry.subject_kind),
    watching: [incident, drill],
  });
  async function changed(): Promise<void> {
    await Promise.all([plans.refresh(), waiting.refresh()]);
  }
  return { plans, changed };
}
