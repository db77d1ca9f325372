import { get } from "@/api";
import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "incidents",
  permission: "incidents.read",
  messages,
  nav: [{ route: "incidents", title: "title", order: 30 }],
  routes: [
    { path: "/incidents", name: "incidents", component: () => import("./IncidentList.vue"), meta: { title: "title" } },
    {
      path: "/incidents/:id/:tab?",
      name: "incident",
      component: () => import("./IncidentWorkspace.vue"),
      meta: { title: "title", example: "incident" },
    },
  ],
  everywhere: () => import("./AlarmBar.vue"),
  incidentTabs: [
    { id: "situation", title: "tab.situation", order: 10, component: () => import("./SituationTab.vue") },
    { id: "reports", title: "tab.reports", order: 20, component: () => import("./ReportsTab.vue") },
    { id: "orders", title: "tab.orders", order: 40, permission: "orders.read", component: () => import("./OrdersTab.vue") },
    { id: "command", title: "tab.command", order: 65, component: () => import("./CommandTab.vue") },
    { id: "people", title: "tab.people", order: 66, permission: "plans.read", component: () => import("./PeopleTab.vue") },
    { id: "files", title: "tab.files", order: 70, permission: "files.read", component: () => import("./FilesTab.vue") },
    { id: "review", title: "tab.review", order: 80, permission: "review.read", component: () => import("./ReviewTab.vue") },
  ],
  commands: async (query, { go }) => {
    if (query.length < 2) return [];
    const page = await get("/api/incidents", { query: { state: "OPEN", limit: 50 } });
    return page.items
      .filter((row) => `${row.title}${row.number}${row.place}`.includes(query))
      .slice(0, 5)
      .map((row) => ({ id: row.id, title: row.title, note: row.number, run: () => go({ name: "incident", params: { id: row.id } }) }));
  },
});
