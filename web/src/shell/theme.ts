import { ref } from "vue";
import { keep, readKept } from "@/api/kept";

export type Theme = "light" | "dark";
export const theme = ref<Theme>(readKept<Theme>("theme", "light") === "dark" ? "dark" : "light");

export function setTheme(to: Theme, remember = true): void {
  theme.value = to;
  document.documentElement.dataset["theme"] = to;
  if (remember) keep("theme", to);
}
