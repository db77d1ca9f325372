import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "content",
  messages,
  nav: [{ route: "content", title: "title", order: 110 }],
  routes: [{ path: "/content/:kind?/:entry?", name: "content", component: () => import("./ContentPage.vue"), meta: { title: "title", example: "entry" } }],
});
