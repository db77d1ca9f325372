import { defineModule } from "../module";
import messages from "./messages";

export default defineModule({
  id: "resources",
  permission: "resources.read",
  messages,
  nav: [{ route: "resources", title: "title", order: 70 }],
  routes: [
    { path: "/resources", name: "resources", component: () => import("./ResourcesPage.vue"), meta: { title: "title" } },
    { path: "/resources/stewards", name: "resource-stewards", component: () => import("./StewardBoard.vue"), meta: { title: "tab.stewards" } },
    { path: "/resources/import", name: "resource-import", component: () => import("./ImportWizard.vue"), meta: { title: "tab.import", permission: "resources.write" } },
    { path: "/resources/:id", name: "resource", component: () => import("./ResourcePage.vue"), meta: { title: "title", example: "resource" } },
  ],
  commands: (query, { t, go }) =>
    query.length > 1
      ? [{ id: "resources.find", title: `${t("find")}：${query}`, last: true, run: () => go({ name: "resources", query: { name: query } }) }]
      : [],
});
