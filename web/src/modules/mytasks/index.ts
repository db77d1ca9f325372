import { get } from "@/api";
import { ofKinds, useLive } from "@/stream";
import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "mytasks",
  permission: "orders.read",
  messages,
  nav: [{ route: "mytasks", title: "title", order: 35, count: useUnsigned }],
  routes: [{ path: "/my-tasks", name: "mytasks", component: () => import("./MyTasks.vue"), meta: { title: "title" } }],
});

/** Tasks addressed to the reader that nobody has signed for yet. */
function useUnsigned(): () => number | undefined {
  const mine = useLive(() => get("/api/orders/tasks/mine"), { touches: ofKinds("order"), gather: 400 });
  return () => mine.data.value?.filter((task) => task.state === "NOTIFIED").length || undefined;
}
