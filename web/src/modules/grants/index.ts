import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "grants",
  permission: "access.read",
  messages,
  nav: [{ route: "grants", title: "title", order: 120 }],
  routes: [{ path: "/grants", name: "grants", component: () => import("./GrantsPage.vue"), meta: { title: "title" } }],
});
