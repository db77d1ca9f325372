import { useI18n } from "vue-i18n";
import { minutesOf } from "./desk";

/** `6 分，直线估算`: a time on the way always says how it was found. */
export function useEta(): { eta: (seconds: number | null | undefined, method: string | undefined) => string } {
  const { t } = useI18n();
  return {
    eta(seconds, method) {
      if (seconds === null || seconds === undefined) return t(method === "NO_ROAD" ? "dispatch.eta.no_road" : "dispatch.eta.unknown");
      const said = t("dispatch.eta.minutes", { count: minutesOf(seconds) });
      return method === "STRAIGHT_LINE" ? t("dispatch.eta.straight", { time: said }) : said;
    },
  };
}
