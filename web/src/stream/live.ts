/**
 * Something shown that stays true: fetched once, fetched again whenever the record says it was touched.
 *
 *     const incident = useLive(() => get("/api/incidents/{incident_id}", …), { touches: ofIncident(id) });
 *
 * `data` keeps the last good answer while a new one is on its way or cannot be had; `fetchedAt` tells its age.
 */
import { getCurrentScope, onScopeDispose, type Ref, ref, shallowRef, watch, type WatchSource } from "vue";
import { useServerClock } from "./clock";
import { type Entry, useStream } from "./stream";

export interface Live<T> {
  data: Ref<T | undefined>;
  problem: Ref<unknown>;
  loading: Ref<boolean>;
  /** By the server's clock (ms); 0 while nothing was fetched. */
  fetchedAt: Ref<number>;
  refresh: () => Promise<void>;
}

export interface LiveOptions {
  touches: (entry: Entry) => boolean;
  /** Fetch anew when this changes: a route parameter, a filter. */
  watching?: WatchSource | WatchSource[];
  /** Touches that come within this time (ms) are answered by one fetch. */
  gather?: number;
}

export function useLive<T>(fetcher: () => Promise<T>, options: LiveOptions): Live<T> {
  const data = shallowRef<T>();
  const problem = shallowRef<unknown>();
  const loading = ref(false);
  const fetchedAt = ref(0);
  const stream = useStream();
  const clock = useServerClock();
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    const mine = ++turn;
    loading.value = true;
    try {
      const answer = await fetcher();
      if (mine !== turn) return;
      data.value = answer;
      problem.value = undefined;
      fetchedAt.value = clock.now();
    } catch (error) {
      if (mine === turn) problem.value = error;
    } finally {
      if (mine === turn) loading.value = false;
    }
  }

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void refresh();
    }, options.gather ?? 120);
  }

  const leave = stream.listen({ touches: options.touches, onEntry: soon, onGap: soon });
  if (options.watching) watch(options.watching, () => void refresh());
  if (getCurrentScope()) {
    onScopeDispose(() => {
      leave();
      clearTimeout(timer);
      turn++;
    });
  }
  void refresh();
  return { data, problem, loading, fetchedAt, refresh };
}

/** Entries of one incident. */
export function ofIncident(id: () => string): (entry: Entry) => boolean {
  return (entry) => entry.incident_id === id();
}

/** Entries about one of these kinds of subject: `incident`, `order`, `deadline`, … */
export function ofKinds(...kinds: string[]): (entry: Entry) => boolean {
  return (entry) => kinds.includes(entry.subject_kind);
}
