import { get } from "@/api";
import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "orders",
  permission: "orders.read",
  messages,
  nav: [{ route: "orders", title: "title", order: 40 }],
  routes: [
    { path: "/orders", name: "orders", component: () => import("./OrderList.vue"), meta: { title: "title" } },
    { path: "/orders/:id", name: "order", component: () => import("./OrderPage.vue"), meta: { title: "title", example: "order" } },
  ],
  commands: async (query, { t, go, may }) => {
    const issue = { id: "orders.issue", title: t("issue"), run: () => go({ name: "orders", query: { issue: "1" } }) };
    const offered = may("orders.issue") && (!query || issue.title.includes(query)) ? [issue] : [];
    if (query.length < 2) return offered;
    const found = await get("/api/orders/board", { query: { q: query, limit: 5 } });
    return [...offered, ...found.items.map((one) => ({ id: one.id, title: one.title, note: one.number, run: () => go({ name: "order", params: { id: one.id } }) }))];
  },
});
