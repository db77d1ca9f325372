/** What a supervisor looks at, and in which order. */
import type { Wire } from "@/api";

export type Task = Wire<"AssignmentOut">;
export const CONCERNS = ["OVERDUE", "SIGNING_LATE", "UNSIGNED", "DUE_SOON", "UNVERIFIED"] as const;
export type Concern = (typeof CONCERNS)[number];

export function late(task: Task, now: number): boolean {
  return task.done_at === null && task.due_at !== null && Date.parse(task.due_at) <= now;
}
export function unsignedLate(task: Task, now: number): boolean {
  return task.state === "NOTIFIED" && task.sign_due_at !== null && Date.parse(task.sign_due_at) <= now;
}
/** Late first, then unsigned past their limit, then by what is due next. */
export function sorted(tasks: Task[], now: number): Task[] {
  const rank = (task: Task): number => (late(task, now) ? 0 : unsignedLate(task, now) ? 1 : 2);
  return [...tasks].sort((a, b) => rank(a) - rank(b) || (a.due_at ?? "9").localeCompare(b.due_at ?? "9"));
}
export function counts(tasks: Task[]): Record<Concern, number> {
  return Object.fromEntries(CONCERNS.map((one) => [one, tasks.filter((task) => task.concerns.includes(one)).length])) as Record<Concern, number>;
}
