import { get } from "@/api";
import { ofKinds, useLive } from "@/stream";
import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "supervision",
  permission: "orders.read",
  messages,
  nav: [{ route: "supervision", title: "title", order: 50, count: useOverdue }],
  routes: [{ path: "/supervision", name: "supervision", component: () => import("./SupervisionPage.vue"), meta: { title: "title" } }],
});

/** Tasks past their limit or unsigned past theirs, exercises aside. */
function useOverdue(): () => number | undefined {
  const late = useLive(() => get("/api/orders/supervision", { query: { concern: ["OVERDUE", "SIGNING_LATE"], limit: 100 } }), { touches: ofKinds("order", "deadline"), gather: 600 });
  return () => late.data.value?.items.length || undefined;
}
