import { defineStore } from "pinia";
import { get } from "@/api";
import { useSession } from "@/shell/session";
import { ofKinds, useLive } from "@/stream";

/** Steps of plans that are the turn of the reader's office: asked once, shown in the rail, on the tabs and the pages. */
export const useWaitingSteps = defineStore("dispatch-waiting", () => {
  const session = useSession();
  const { data, problem, fetchedAt, refresh } = useLive(async () => (session.may("dispatch.read") ? get("/api/deployments/waiting") : []), {
    touches: ofKinds("deployment"),
    watching: () => session.session?.user_id,
    gather: 250,
  });
  function keysOf(plan: string): string[] {
    return data.value?.find((one) => one.deployment.id === plan)?.keys ?? [];
  }
  return { data, problem, fetchedAt, refresh, keysOf };
});
