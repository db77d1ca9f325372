import { get } from "@/api";
import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "plans",
  permission: "plans.read",
  messages,
  nav: [{ route: "plans", title: "title", order: 55 }],
  routes: [
    { path: "/plans", name: "plans", component: () => import("./PlanLibrary.vue"), meta: { title: "title" } },
    { path: "/plans/:plan", name: "plan", component: () => import("./PlanPage.vue"), meta: { title: "title", example: "plan" } },
    { path: "/plans/:plan/rehearsals/:id", name: "rehearsal", component: () => import("./RehearsalPage.vue"), meta: { title: "rehearsal" } },
  ],
  incidentTabs: [{ id: "plan", title: "running.tab", order: 30, permission: "plans.read", component: () => import("./IncidentPlan.vue") }],
  incidentLanes: () => import("./IncidentLanes.vue"),
  commands: async (query, { go }) => {
    if (query.length < 2) return [];
    const plans = await get("/api/plans");
    const language = /^[\w\s-]+$/.test(query) ? "en" : "zh"; // answered in the script it was asked in
    return plans
      .filter((plan) => `${plan.title.zh}${plan.title.en}`.toLowerCase().includes(query.toLowerCase()))
      .slice(0, 5)
      .map((plan) => ({ id: plan.id, title: plan.title[language], run: () => go({ name: "plan", params: { plan: plan.id } }) }));
  },
});
