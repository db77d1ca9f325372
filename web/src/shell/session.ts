import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { get, post, Problem, remove, type Wire } from "@/api";
import { useStream } from "@/stream";

export type Session = Wire<"SessionOut">;

/** Who sits here, and what they may do where. */
export const useSession = defineStore("session", () => {
  const session = ref<Session>();
  const expired = ref(false);
  const asked = ref(false);
  const signedIn = computed(() => session.value !== undefined);
  /** The widest region the account has a grant in. */
  const region = computed(() => {
    const codes = session.value?.grants.map((grant) => grant.region) ?? [];
    return [...codes].sort((a, b) => a.length - b.length)[0] ?? session.value?.region_code ?? "";
  });

  /** Whether the permission is held, in that region if one is named (`incidents.grade`, `140105`). */
  function may(permission: string | undefined, where?: string): boolean {
    if (!permission) return true;
    const held = session.value?.permissions[permission];
    return held !== undefined && (where === undefined || held.some((code) => where.startsWith(code)));
  }

  /** Ask once who is signed in. */
  async function load(): Promise<void> {
    if (asked.value) return;
    try {
      session.value = await get("/api/session");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
    asked.value = true;
  }

  async function signIn(username: string, password: string): Promise<void> {
    session.value = await post("/api/session", { body: { username, password } });
    expired.value = false;
    asked.value = true;
  }

  async function changePassword(old: string, fresh: string): Promise<void> {
    await post("/api/session/password", { body: { old, new: fresh } });
    session.value = await get("/api/session");
  }

  async function signOut(): Promise<void> {
    await remove("/api/session");
    forget();
  }

  /** The server no longer knows this session; what was typed is kept. */
  function forget(ended = false): void {
    if (session.value && ended) expired.value = true;
    session.value = undefined;
    useStream().stop();
  }

  return { session, expired, signedIn, region, may, load, signIn, changePassword, signOut, forget };
});
