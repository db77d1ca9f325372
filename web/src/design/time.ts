/** Times as the duty room reads them: `09:41`, `11月23日`, `23:42`, `1:23:48`, `+11:18`, `+3 天`. */
export type Language = "zh" | "en";
export type ClockState = "none" | "run" | "soon" | "over" | "done";

const ZONE = "Asia/Shanghai";
const SECOND = 1000;
const DAY_S = 86_400;

function parts(at: number | string): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    weekday: "short",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
}

export function hourMinute(at: number | string): string {
  const { hour, minute } = parts(at);
  return `${hour ?? ""}:${minute ?? ""}`;
}

export function hourMinuteSecond(at: number | string): string {
  return `${hourMinute(at)}:${parts(at)["second"] ?? ""}`;
}

export function day(at: number | string, language: Language): string {
  const { day: date, month } = parts(at);
  if (language === "zh") return `${Number(month)}月${Number(date)}日`;
  return new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "short" }).format(new Date(at));
}

export function weekday(at: number | string, language: Language): string {
  const style = language === "zh" ? "zh-CN" : "en-GB";
  return new Intl.DateTimeFormat(style, { timeZone: ZONE, weekday: "short" }).format(new Date(at));
}

/** `09:41` today, `11月22日 09:41` on another day of this year, with the year otherwise. */
export function moment(at: number | string, now: number, language: Language): string {
  const then = parts(at);
  const today = parts(now);
  if (then["day"] === today["day"] && then["month"] === today["month"] && then["year"] === today["year"])
    return hourMinute(at);
  const year = then["year"] === today["year"] ? "" : language === "zh" ? `${then["year"] ?? ""}年` : ` ${then["year"] ?? ""}`;
  return language === "zh" ? `${year}${day(at, language)} ${hourMinute(at)}` : `${day(at, language)}${year} ${hourMinute(at)}`;
}

/** A running clock: `23:42` under an hour, `1:23:48` above, `3 天` after a day; `+` once it is late. */
export function countdown(leftMs: number, language: Language): string {
  const late = leftMs < 0;
  const s = Math.floor(Math.abs(leftMs) / SECOND);
  const sign = late ? "+" : "";
  if (s >= DAY_S) {
    const days = Math.floor(s / DAY_S);
    return sign + (language === "zh" ? `${String(days)} 天` : `${String(days)} d`);
  }
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3600);
  const minutes = Math.floor(s / 60) % 60;
  return sign + (hours ? `${String(hours)}:${two(minutes)}:${two(s % 60)}` : `${two(minutes)}:${two(s % 60)}`);
}

/** A length in words: `42 分`, `1 小时 20 分`, `3 天`. */
export function span(ms: number, language: Language): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const zh = language === "zh";
  if (ms < 60_000) return zh ? `${String(Math.max(0, Math.floor(ms / SECOND)))} 秒` : `${String(Math.max(0, Math.floor(ms / SECOND)))} s`;
  if (minutes < 60) return zh ? `${String(minutes)} 分` : `${String(minutes)} min`;
  if (minutes < 60 * 48) {
    const rest = minutes % 60;
    const hours = String(Math.floor(minutes / 60));
    return zh ? `${hours} 小时${rest ? ` ${String(rest)} 分` : ""}` : `${hours} h${rest ? ` ${String(rest)} min` : ""}`;
  }
  return zh ? `${String(Math.floor(minutes / 1440))} 天` : `${String(Math.floor(minutes / 1440))} d`;
}

/** Past this share of its time a clock is 临期. */
const SOON_SHARE = 0.75;

/** What a clock looks like now; `warnAt` is the server's own warning moment where it is known. */
export function clockState(
  now: number,
  clock: { startsAt?: string | null; dueAt?: string | null; doneAt?: string | null; warnAt?: string | null },
): ClockState {
  if (clock.doneAt) return "done";
  if (!clock.dueAt) return "none";
  const due = Date.parse(clock.dueAt);
  if (now >= due) return "over";
  const start = clock.startsAt ? Date.parse(clock.startsAt) : due;
  const warn = clock.warnAt ? Date.parse(clock.warnAt) : start + (due - start) * SOON_SHARE;
  return now >= warn && warn < due ? "soon" : "run";
}
