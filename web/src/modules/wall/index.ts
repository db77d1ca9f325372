import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "wall",
  permission: "incidents.read",
  messages,
  nav: [{ route: "wall", title: "title", order: 10 }],
  routes: [{ path: "/wall", name: "wall", component: () => import("./WallPage.vue"), meta: { title: "title", bare: true } }],
});
