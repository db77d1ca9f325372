import { get } from "@/api";
import { defineModule } from "../module";
import messages from "./messages";

const MOST = 5;

export default defineModule({
  id: "directory",
  permission: "organizations.read",
  messages,
  nav: [{ route: "directory", title: "title", order: 90 }],
  routes: [{ path: "/directory/:unit?", name: "directory", component: () => import("./DirectoryPage.vue"), meta: { title: "title", example: "unit" } }],
  commands: async (query, { go }) => {
    if (query.length < 2) return [];
    const [units, people] = await Promise.all([
      get("/api/organizations", { query: { q: query, limit: MOST } }),
      get("/api/people", { query: { q: query, limit: MOST } }),
    ]);
    const open = (unit: string) => () => go({ name: "directory", params: { unit } });
    return [
      ...people.items.map((one) => ({ id: one.id, title: one.name, note: `${one.organization} ${one.posts.join("、")}`, run: open(one.organization_id) })),
      ...units.items.map((one) => ({ id: one.id, title: one.name, run: open(one.id) })),
    ];
  },
});
