import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "map",
  permission: "resources.read",
  messages,
  nav: [{ route: "map", title: "title", order: 65 }],
  routes: [{ path: "/map", name: "map", component: () => import("./MapPage.vue"), meta: { title: "title" } }],
});
