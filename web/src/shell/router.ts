import { createRouter, createWebHistory, type Router } from "vue-router";
import { modules } from "@/modules";
import { useSession } from "./session";

const ownRoutes = [
  { path: "/", name: "home", component: () => import("./HomePage.vue"), meta: { title: "app.title" } },
  { path: "/app/sign-in", name: "sign-in", component: () => import("./SignInPage.vue"), meta: { public: true, bare: true, title: "sign_in.title" } },
  { path: "/app/welcome", name: "welcome", component: () => import("./WelcomePage.vue"), meta: { title: "first.again" } },
  { path: "/app/help", name: "help", component: () => import("./HelpPage.vue"), meta: { title: "shell.help" } },
  { path: "/:rest(.*)*", name: "not-found", component: () => import("./NotFoundPage.vue"), meta: { title: "shell.not_found" } },
];

/** Addresses live under /app/, so that the server knows which of them are pages of the console. */
export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHistory("/"),
    routes: [
      ...modules.flatMap((module) =>
        module.routes.map((route) => ({
          ...route,
          path: `/app${route.path}`,
          meta: {
            ...(module.permission ? { permission: module.permission } : {}),
            ...route.meta,
            ...(route.meta?.title ? { title: `${module.id}.${route.meta.title}` } : {}),
          },
        })),
      ),
      ...ownRoutes,
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  });
  router.beforeEach(async (to) => {
    const session = useSession();
    await session.load();
    if (to.meta.public) return true;
    const here = to.fullPath === "/" ? {} : { next: to.fullPath };
    if (!session.signedIn || session.session?.must_change_password) return { name: "sign-in", query: here };
    return true;
  });
  return router;
}
