/** The one big button: 签收 → 出发 → 到达 → 完成并反馈, and what of it the centre has. */
import type { Wire } from "@/api";

export type Task = Wire<"AssignmentOut">;
export const STEPS = ["sign", "depart", "arrive", "finish"] as const;
export type Step = (typeof STEPS)[number];
/** Share of the work that a step stands for; the centre knows steps in between by it. */
const PERCENT: Record<Step, number> = { sign: 0, depart: 25, arrive: 50, finish: 100 };

/** Steps the centre has. A returned task begins again at the scene. */
export function stepsDone(task: Pick<Task, "state" | "percent">): number {
  if (task.state === "NOTIFIED") return 0;
  if (task.state === "SUBMITTED" || task.state === "VERIFIED") return 4;
  if (task.state === "RETURNED") return 3;
  return 1 + STEPS.filter((step) => (step === "depart" || step === "arrive") && task.percent >= PERCENT[step]).length;
}

export function nextStep(done: number): Step | undefined {
  return STEPS[done];
}

/** What a step sends: path under the task, and body. */
export function actOf(step: Step, words: string, files: string[] = []): { path: "sign-for" | "feedback" | "submit"; body: object } {
  if (step === "sign") return { path: "sign-for", body: {} };
  if (step === "finish") return { path: "submit", body: { text: words, file_ids: files } };
  return { path: "feedback", body: { text: words, percent: PERCENT[step], file_ids: files } };
}

/** The tightest first: unsigned by their signing limit, then by due time; reported ones last. */
export function pressing(a: Task, b: Task): number {
  const key = (task: Task): string => `${task.state === "SUBMITTED" ? "1" : "0"}${(task.state === "NOTIFIED" ? task.sign_due_at : task.due_at) ?? "9"}`;
  return key(a).localeCompare(key(b));
}
