/** Where each role's work lies: its pages in the order of their use; those one may not open, or that are not there, are left out. */
import type { Router } from "vue-router";
import { keep, readKept } from "@/api/kept";
import type { useSession } from "./session";

const PAGES: Record<string, string[]> = {
  duty_officer: ["intake", "incidents", "supervision"],
  duty_leader: ["incidents", "supervision", "plans"],
  commander: ["incidents", "orders", "plans"],
  dispatcher: ["dispatch", "orders", "resources"],
  department_handler: ["mytasks", "orders", "directory"],
  field_worker: ["mytasks", "missions", "map"],
  data_steward: ["directory", "resources", "content"],
  plan_editor: ["plans", "resources", "content"],
  observer: ["incidents", "orders", "supervision"],
  system_administrator: ["grants", "content"],
  security_administrator: ["grants", "content"],
  audit_administrator: ["grants", "content"],
};

/** Names of the routes this account is here for, the first useful one first. */
export function pagesOf(session: ReturnType<typeof useSession>, router: Router): string[] {
  const wanted = (session.session?.grants ?? []).flatMap((grant) => PAGES[grant.role] ?? []);
  return [...new Set(wanted)].filter((name) => router.hasRoute(name) && session.may(router.resolve({ name }).meta.permission));
}

/** After signing in: the first time an introduction, from then on the page of the role. */
export function landing(session: ReturnType<typeof useSession>, router: Router): string {
  const [first] = pagesOf(session, router);
  if (!first) return "home";
  return readKept(`welcomed.${session.session?.username ?? ""}`, false) ? first : "welcome";
}

export function welcomed(username: string): void {
  keep(`welcomed.${username}`, true);
}
