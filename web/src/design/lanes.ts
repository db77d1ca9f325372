/** Geometry of swim lanes: pure, so that what the chart shows can be tested without a browser. All times in ms. */
export type BarState = "plan" | "run" | "done" | "late" | "overdue" | "waiting" | "stopped";

export interface Bar {
  id: string;
  lane: string;
  title: string;
  startsAt: number;
  dueAt: number;
  doneAt: number | null;
  state: BarState;
  note?: string;
  /** Occurrences of one repeated task share a row, and only the first is labelled. */
  series?: string;
}

export interface Lane {
  id: string;
  title: string;
  /** Said beside the title in the colour of lateness: 缺组长. */
  missing?: string;
}

export interface PlacedBar extends Bar {
  /** Share of the axis, 0 to 1. */
  left: number;
  width: number;
  due: number;
  /** Row inside the lane, from 0. */
  row: number;
  /** Where its label stands: in or beside it, in the row above, or nowhere. */
  label: "beside" | "above" | "none";
}

/** What a bar looks like at a moment: the slider of a playback moves it. */
export function stateAt(bar: Bar, now: number): BarState {
  if (bar.state === "stopped" || bar.state === "waiting") return bar.state;
  if (bar.doneAt !== null && bar.doneAt <= now) return bar.doneAt <= bar.dueAt ? "done" : "late";
  if (now < bar.startsAt) return "plan";
  return now > bar.dueAt ? "overdue" : "run";
}

/** Where a bar ends: when it was done, else at its limit, or now when that is past. */
export function endOf(bar: Bar, now: number): number {
  if (bar.doneAt !== null) return Math.max(bar.doneAt, bar.startsAt);
  return stateAt(bar, now) === "overdue" ? now : bar.dueAt;
}

const LEAST_SHARE = 0.004;
/** The end of a row that takes nothing more. */
const FULL = 2;

/** Bars placed in rows, so that none lies over another or its label; `character` is the share of the axis one takes. */
export function place(bars: Bar[], from: number, to: number, now: number, character = 0.0098): Map<string, PlacedBar[]> {
  const share = (at: number): number => Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)));
  const repeated = countBy(bars.map((bar) => bar.series));
  const placed = new Map<string, PlacedBar[]>();
  const ends = new Map<string, number[]>();
  const rowsOfSeries = new Map<string, number>();
  for (const bar of bars.filter((one) => one.startsAt < to).sort((a, b) => a.startsAt - b.startsAt || a.dueAt - b.dueAt)) {
    const series = bar.series !== undefined && (repeated.get(bar.series) ?? 0) > 1 ? bar.series : undefined;
    const known = series === undefined ? undefined : rowsOfSeries.get(series);
    const left = share(bar.startsAt);
    const width = Math.max(share(endOf(bar, now)) - left, LEAST_SHARE);
    const label = (bar.title.length + 2) * character;
    const taken = Math.max(share(bar.dueAt), left + width + (label > width ? label : 0));
    const rows = ends.get(bar.lane) ?? [];
    let row = known ?? rows.findIndex((last) => last <= left + 1e-9);
    if (row < 0) row = rows.length;
    if (series === undefined) rows[row] = taken + 0.002;
    else if (known === undefined) {
      row = rows.length + 1; // its label has the row above to itself
      rows.push(FULL, FULL);
      rowsOfSeries.set(series, row);
    }
    ends.set(bar.lane, rows);
    const one = { ...bar, left, width, due: share(bar.dueAt), row, label: series === undefined ? ("beside" as const) : known === undefined ? ("above" as const) : ("none" as const) };
    placed.set(bar.lane, [...(placed.get(bar.lane) ?? []), one]);
  }
  return placed;
}

function countBy(names: (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const MINUTE = 60_000;
const WEEK = 10_080 * MINUTE;
const STEPS = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880].map((minutes) => minutes * MINUTE);

/** Round moments for the axis, about `wanted` of them, on Beijing's clock. */
export function ticks(from: number, to: number, wanted = 9): number[] {
  const step = STEPS.find((one) => (to - from) / one <= wanted) ?? WEEK;
  const shift = 8 * 60 * MINUTE;
  const found: number[] = [];
  for (let at = Math.ceil((from + shift) / step) * step - shift; at <= to; at += step) found.push(at);
  return found;
}
