import { createPinia } from "pinia";
import { createApp } from "vue";
import "./design/tokens.css";
import "./design/base.css";
import "./design/element.css";
import { configure, useQueue } from "./api";
import { acceptLanguage, i18n, tellDocument } from "./locale";
import App from "./shell/App.vue";
import { makeRouter } from "./shell/router";
import { useSession } from "./shell/session";
import { setTheme, theme } from "./shell/theme";
import { useServerClock } from "./stream";

const app = createApp(App);
app.use(createPinia());
const session = useSession();
const clock = useServerClock();
const router = makeRouter();

configure({
  language: acceptLanguage,
  serverTime: (now) => clock.heard(now),
  signedOut: () => {
    if (!session.signedIn) return;
    session.forget(true);
    void router.push({ name: "sign-in", query: { next: router.currentRoute.value.fullPath } });
  },
});
setTheme(theme.value, false);
tellDocument();
document.documentElement.dataset["waiting"] = "0";
clock.start();
addEventListener("online", () => void useQueue().flush());
// For the walk through all pages (tests, pictures): which pages there are.
Object.assign(window, {
  liandongRoutes: router
    .getRoutes()
    .filter((route) => route.name !== "not-found")
    .map((route) => ({ name: route.name, path: route.path, example: route.meta.example ?? "", permission: route.meta.permission ?? "" })),
});
app.use(i18n).use(router).mount("#console");
