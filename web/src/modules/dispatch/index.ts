import { get } from "@/api";
import { defineModule } from "../module";
import messages from "./messages";
import { useWaitingSteps } from "./waiting";

export default defineModule({
  id: "dispatch",
  permission: "dispatch.read",
  messages,
  nav: [
    { route: "dispatch", title: "title", order: 33, count: useWaiting },
    { route: "missions", title: "mine.title", order: 36 },
  ],
  routes: [
    { path: "/dispatch", name: "dispatch", component: () => import("./DispatchDesk.vue"), meta: { title: "title" } },
    { path: "/dispatch/incidents/:id", name: "dispatch-incident", component: () => import("./DispatchDesk.vue"), meta: { title: "title", example: "incident" } },
    { path: "/dispatch/units", name: "dispatch-units", component: () => import("./UnitBoard.vue"), meta: { title: "tab.units" } },
    { path: "/dispatch/answers", name: "dispatch-answers", component: () => import("./AnswersPage.vue"), meta: { title: "tab.answers" } },
    { path: "/dispatch/coverage", name: "dispatch-coverage", component: () => import("./CoveragePage.vue"), meta: { title: "tab.coverage" } },
    { path: "/dispatch/run-cards", name: "dispatch-cards", component: () => import("./RunCardsPage.vue"), meta: { title: "tab.cards" } },
    { path: "/missions", name: "missions", component: () => import("./MyMissions.vue"), meta: { title: "mine.title", permission: "dispatch.report_state" } },
  ],
  incidentTabs: [{ id: "forces", title: "forces", order: 50, permission: "dispatch.read", component: () => import("./ForcesTab.vue") }],
  commands: async (query, { t, go, may }) => {
    if (query.length < 2 || !may("dispatch.draft")) return [];
    const page = await get("/api/dispatch/incidents", { query: { limit: 50 } });
    return page.items
      .filter((row) => `${row.title}${row.number}${row.place}`.includes(query))
      .slice(0, 3)
      .map((row) => ({ id: `dispatch-${row.id}`, title: `${t("send_to")} ${row.title}`, note: row.number, run: () => go({ name: "dispatch-incident", params: { id: row.id } }) }));
  },
});

function useWaiting(): () => number | undefined {
  const waiting = useWaitingSteps();
  return () => waiting.data?.length || undefined;
}
