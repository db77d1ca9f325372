import { get } from "@/api";
import { ofKinds, useLive } from "@/stream";
import { defineModule } from "../module";
import messages from "./messages";

/** Fewer characters are the name of a page or a thing, not what a caller says. */
const SENTENCE = 5;

export default defineModule({
  id: "intake",
  permission: "incidents.receive_report",
  messages,
  nav: [{ route: "intake", title: "title", order: 20, count: useWaiting }],
  routes: [{ path: "/intake", name: "intake", component: () => import("./IntakeDesk.vue"), meta: { title: "title" } }],
  commands: (query, { t, go }) => {
    const words = query.trim();
    if (words.length < SENTENCE) return [];
    return [{ id: "new-call", title: t("command"), note: words, run: () => go({ name: "intake", query: { say: words } }) }];
  },
});

/** Reports that wait for a person. */
function useWaiting(): () => number | undefined {
  const waiting = useLive(() => get("/api/reports", { query: { state: "NEW", limit: 100 } }), { touches: ofKinds("report"), gather: 400 });
  return () => waiting.data.value?.items.length || undefined;
}
