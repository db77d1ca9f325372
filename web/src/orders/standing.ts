/** How orders stand on the board: late, unsigned, running, done; and who blocks. */
import type { Wire } from "@/api";

export type Order = Wire<"OrderOnBoard">;
export type Task = Wire<"AssignmentOut">;
export type Standing = "late" | "unsigned" | "soon" | "running" | "done";

const ENDED = new Set(["VERIFIED", "FORWARDED", "WITHDRAWN"]);
export const RANK: Standing[] = ["late", "unsigned", "soon", "running", "done"];
/** Past this share of its time an order is 临期. */
const SOON_SHARE = 0.75;

export function isDone(order: Order): boolean {
  return order.state !== "ISSUED";
}

export function unsignedLate(task: Task, now: number): boolean {
  return task.state === "NOTIFIED" && task.sign_due_at !== null && Date.parse(task.sign_due_at) <= now;
}

export function standing(order: Order, now: number): Standing {
  if (isDone(order)) return "done";
  const open = order.assignments.filter((task) => !ENDED.has(task.state));
  if (order.due_at && Date.parse(order.due_at) <= now && open.some((task) => task.done_at === null)) return "late";
  if (open.some((task) => task.state === "NOTIFIED")) return "unsigned";
  if (order.due_at) {
    const [start, due] = [Date.parse(order.starts_at), Date.parse(order.due_at)];
    if (now >= start + (due - start) * SOON_SHARE) return "soon";
  }
  return "running";
}

/** Late first, then unsigned, near their time, running, done; within each the tightest first. */
export function sorted(orders: Order[], now: number): Order[] {
  const key = (order: Order): [number, string] => [RANK.indexOf(standing(order, now)), order.due_at ?? "9"];
  return [...orders].sort((a, b) => {
    const [rankA, dueA] = key(a);
    const [rankB, dueB] = key(b);
    return rankA - rankB || dueA.localeCompare(dueB) || b.issued_at.localeCompare(a.issued_at);
  });
}

/** `15` of `令-140105001-20261124-0015`. */
export function shortNumber(number: string): string {
  return String(Number(number.split("-").at(-1) ?? number) || number);
}

/** Who the order waits for, the addressees that have not signed before those that have not ended. */
export function waitsFor(order: Order): Task | undefined {
  const open = order.assignments.filter((task) => !ENDED.has(task.state) && task.done_at === null);
  return open.find((task) => task.state === "NOTIFIED") ?? open[0];
}

export function nameOf(task: Task): string {
  return task.addressee.startsWith(task.organization) ? task.addressee : `${task.organization}${task.addressee}`;
}
