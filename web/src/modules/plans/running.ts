/** A plan at work, or on paper before it starts, as lanes and bars. Pure: tested without a browser. */
import type { Wire } from "@/api";
import type { Bar, Lane } from "@/design/lanes";
import { type Language } from "@/design/time";
import { ofLanguage } from "@/locale";
import type { Plan } from "./plan";

export type Running = Wire<"ResponseOut">;
export type DryRun = Wire<"DryRunOut">;
export const LEVELS = ["I", "II", "III", "IV"] as const;
export type Level = (typeof LEVELS)[number];

const HOUR = 3_600_000;
/** What the chart shows of the time around now; `all` is from the start to the last limit. */
export const SPANS = { "6h": 6 * HOUR, "24h": 24 * HOUR, "3d": 72 * HOUR, all: 0 } as const;
export type Span = keyof typeof SPANS;
/** How much of the window lies behind now. */
const BEHIND = 0.35;

const STATES: Record<string, Bar["state"]> = { WAITING: "waiting", STOPPED: "stopped" };

export function barsOfResponse(response: Running, language: Language): Bar[] {
  return response.tasks.map((task) => ({
    id: task.id,
    lane: task.group,
    title: ofLanguage(task.title, language) + (task.occurrence > 1 ? ` ${String(task.occurrence)}` : ""),
    startsAt: Date.parse(task.starts_at),
    dueAt: Date.parse(task.due_at),
    doneAt: task.done_at ? Date.parse(task.done_at) : null,
    state: STATES[task.state] ?? "run",
    series: task.task,
  }));
}

export function barsOfDryRun(run: DryRun, language: Language): Bar[] {
  return run.tasks.map((task) => ({
    id: task.task,
    lane: task.group,
    title: ofLanguage(task.title, language),
    startsAt: Date.parse(task.starts_at),
    dueAt: Date.parse(task.due_at),
    doneAt: null,
    state: task.at_once ? "plan" : "waiting",
  }));
}

/** The groups that stand, in the plan's order, and those that stopped but whose work is still shown. */
export function lanesOf(groups: Wire<"GroupOut">[], bars: Bar[], plan: Plan | undefined, language: Language, missing: string): Lane[] {
  const standing = groups.map((group) => ({
    id: group.group,
    title: ofLanguage(group.title, language),
    ...(group.blocks ? { missing } : {}),
  }));
  const known = new Set(standing.map((lane) => lane.id));
  const gone = [...new Set(bars.map((bar) => bar.lane))].filter((lane) => !known.has(lane));
  return [...standing, ...gone.map((id) => ({ id, title: ofLanguage(plan?.groups[id]?.title, language) || id }))];
}

/** From when to when the chart reads. */
export function windowOf(bars: Bar[], start: number, now: number, span: Span): { from: number; to: number } {
  if (span === "all") return { from: start, to: Math.max(now, start + HOUR, ...bars.map((bar) => bar.dueAt)) };
  const from = Math.max(start, now - SPANS[span] * BEHIND);
  return { from, to: from + SPANS[span] };
}

/** Bars that reach into the window: what had ended before it only crowds its edge. */
export function within(bars: Bar[], from: number, to: number, now: number): Bar[] {
  return bars.filter((bar) => bar.startsAt < to && (bar.doneAt ?? Math.max(bar.dueAt, bar.state === "run" ? now : bar.dueAt)) >= from);
}

/** Needs in the order that matters: what falls short, what cannot be said, what is enough. */
export function sortedNeeds(needs: Wire<"NeedOut">[]): Wire<"NeedOut">[] {
  const rank = (need: Wire<"NeedOut">): number => (need.gap ? 0 : need.gap === null ? 1 : 2);
  return [...needs].sort((a, b) => rank(a) - rank(b));
}
