/** A plan file as data, as far as the pages read it. Documented in docs/plans.md. */
export interface Words { zh: string; en: string }
export interface Plan {
  id: string;
  title: Words;
  version: number;
  effective_from: string;
  source: { document: string; clause: string; provisional: boolean; note: string };
  activate_when: string;
  levels: Record<string, { title: Words; activate_when: string; approved_by: string; commander: string; clause: string; provisional: boolean; note: string }>;
  facts: Record<string, { title: Words; kind: string; unit: string }>;
  posts: Record<string, { title: Words; clause: string }>;
  groups: Record<string, { title: Words; head: string; lead: string; deputies: string[]; members: string[]; duties: (Words & { clause: string })[]; levels: string[]; clause: string }>;
  mechanisms: Record<string, { title: Words; text: Words; clause: string }>;
  rules: Record<string, { title: Words; value: unknown; clause: string; note: string }>;
  tasks: Record<string, { title: Words; text: Words | null; group: string; phase: string; within: string; starts: string; after: string[]; levels: string[]; repeat: { every?: string } | string | null; clause: string; provisional: boolean; note: string }>;
  needs: Record<string, { title: Words; unit: Words; formula: string; clause: string; levels: string[] }>;
  approvals: { title: Words; by: string; levels: string[]; clause: string }[];
  notices: { at: string; to: string[]; text: Words; within: string; clause: string }[];
  stand_down: { when: string; approved_by: string; clause: string } | null;
}

/** Where two versions differ: the path, and what stands there in each (undefined: nothing). */
export interface Difference { path: string; before: unknown; now: unknown }

export function differences(before: unknown, now: unknown, path = ""): Difference[] {
  if (Object.is(before, now)) return [];
  if (isMapping(before) && isMapping(now)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return names.flatMap((name) => differences(before[name], now[name], path ? `${path}.${name}` : name));
  }
  return JSON.stringify(before) === JSON.stringify(now) ? [] : [{ path, before, now }];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `4h` → `4 小时`. */
export function limit(text: string, language: "zh" | "en"): string {
  const [, number, unit] = /^(\d+)(m|h|d|wd)$/.exec(text) ?? [];
  const units: Record<string, [string, string]> = { m: ["分钟", "min"], h: ["小时", "h"], d: ["天", "d"], wd: ["个工作日", "working days"] };
  const words = unit ? units[unit] : undefined;
  return words && number ? `${number} ${words[language === "zh" ? 0 : 1]}` : text;
}
