/**
 * The only door to the server: typed by the OpenAPI description, in `schema.d.ts`.
 *
 *     const page = await get("/api/incidents", { query: { state: "OPEN" } });
 *     const done = await post("/api/incidents/{incident_id}/facts", { path: { incident_id }, body: { … } });
 *
 * A write carries an idempotency key and is repeated under the same key when no answer came, so it happens once.
 */
import { Problem, problemOf, Unreachable } from "./problem";
import type { paths } from "./schema";

type Method = "get" | "post" | "put" | "patch" | "delete";
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
type JsonOf<R> = R extends { content: { "application/json": infer T } } ? T : undefined;
type Good<R> = R extends Record<200, infer A> ? A : R extends Record<201, infer A> ? A : never;
export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? JsonOf<Good<R>> : never;
type Parameters<O, In extends string> = O extends { parameters: Record<In, infer V> } ? V : never;
type Body<O> = O extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;

export interface Asked<P extends keyof paths, M extends Method> {
  path?: Parameters<Operation<P, M>, "path">;
  query?: { [K in keyof Parameters<Operation<P, M>, "query">]?: Parameters<Operation<P, M>, "query">[K] };
  body?: Body<Operation<P, M>>;
  /** Given by the caller when the same act may be sent again later, such as from the queue. */
  key?: string;
  signal?: AbortSignal;
}

interface Setting {
  language: () => string;
  /** Called when the session has ended. */
  signedOut: () => void;
  /** Called with the server's time (ms) when an answer tells it. */
  serverTime: (now: number) => void;
}

const setting: Setting = { language: () => "zh-hans", signedOut: () => undefined, serverTime: () => undefined };

export function configure(changed: Partial<Setting>): void {
  Object.assign(setting, changed);
}

const PAUSES_MS = [300, 1200];

export function get<P extends PathsWith<"get">>(path: P, asked: Asked<P, "get"> = {}): Promise<Answer<P, "get">> {
  return send(path, "get", asked);
}
export function post<P extends PathsWith<"post">>(path: P, asked: Asked<P, "post"> = {}): Promise<Answer<P, "post">> {
  return send(path, "post", asked);
}
export function put<P extends PathsWith<"put">>(path: P, asked: Asked<P, "put"> = {}): Promise<Answer<P, "put">> {
  return send(path, "put", asked);
}
export function patch<P extends PathsWith<"patch">>(
  path: P,
  asked: Asked<P, "patch"> = {},
): Promise<Answer<P, "patch">> {
  return send(path, "patch", asked);
}
export function remove<P extends PathsWith<"delete">>(
  path: P,
  asked: Asked<P, "delete"> = {},
): Promise<Answer<P, "delete">> {
  return send(path, "delete", asked);
}

async function send<P extends keyof paths, M extends Method>(
  path: P,
  method: M,
  asked: Asked<P, M>,
): Promise<Answer<P, M>> {
  const url = urlOf(path, asked.path, asked.query);
  const key = asked.key ?? crypto.randomUUID();
  const answer = await sendRaw(url, method, asked.body, key, asked.signal);
  return (answer.status === 204 ? undefined : await answer.json()) as Answer<P, M>;
}

/** One act by its final address; the offline queue sends what it kept through this. */
export async function sendRaw(
  url: string,
  method: string,
  body: unknown,
  key: string,
  signal?: AbortSignal,
): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(url, method, body, key, signal);
    } catch (error) {
      const pause = PAUSES_MS[attempt];
      const again = error instanceof Unreachable || (error instanceof Problem && error.status === 503);
      if (!again || pause === undefined || method === "get") throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function once(url: string, method: string, body: unknown, key: string, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": setting.language() };
  const form = body instanceof FormData;
  if (method !== "get") {
    headers["Idempotency-Key"] = key;
    headers["X-CSRFToken"] = csrfToken();
  }
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  let answer: Response;
  underWay(+1);
  try {
    answer = await fetch(url, {
      method: method.toUpperCase(),
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable(error);
  } finally {
    underWay(-1);
  }
  heardTime(answer);
  if (answer.ok) return answer;
  if (answer.status === 401 && !url.endsWith("/api/session")) setting.signedOut();
  throw await problemOf(answer);
}

let waiting = 0;
/** How many calls wait for an answer stands on the document: for the busy sign, and for who tests. */
function underWay(change: 1 | -1): void {
  waiting += change;
  document.documentElement.dataset["waiting"] = String(waiting);
}

/** Open a stream of events; the stream reads it piece by piece. */
export async function openStream(url: string, lastEventId: string, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: "text/event-stream", "Accept-Language": setting.language() };
  if (lastEventId) headers["Last-Event-ID"] = lastEventId;
  let answer: Response;
  try {
    answer = await fetch(url, { headers, credentials: "same-origin", cache: "no-store", signal });
  } catch (error) {
    throw new Unreachable(error);
  }
  heardTime(answer);
  if (answer.ok && answer.body) return answer;
  if (answer.status === 401) setting.signedOut();
  throw await problemOf(answer);
}

/** Every page of a list, one after another; `most` rows at the utmost. */
export async function all<T>(page: (cursor: string) => Promise<{ items: T[]; next?: string | null }>, most = 2000): Promise<T[]> {
  const found: T[] = [];
  let cursor = "";
  do {
    const { items, next } = await page(cursor);
    found.push(...items);
    cursor = next ?? "";
  } while (cursor && found.length < most);
  return found;
}

export function urlOf(path: string, parameters: unknown, query: unknown): string {
  const given = (parameters ?? {}) as Record<string, unknown>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

function heardTime(answer: Response): void {
  const told = Date.parse(answer.headers.get("Date") ?? "");
  if (!Number.isNaN(told)) setting.serverTime(told);
}
