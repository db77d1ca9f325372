/** zh-CN first, English second. Each module brings its own messages; they stand under the module's id. */
import { computed, type ComputedRef } from "vue";
import { createI18n } from "vue-i18n";
import { keep, readKept } from "@/api/kept";
import type { Language } from "@/design/time";
import { modules } from "@/modules";
import en from "./en";
import zh from "./zh";

function mine(language: Language): Record<string, object> {
  return Object.fromEntries(modules.map((module) => [module.id, module.messages[language]]));
}

function chosen(): Language {
  return readKept<Language>("language", "zh") === "en" ? "en" : "zh";
}

export const i18n = createI18n({
  legacy: false,
  locale: chosen(),
  fallbackLocale: "zh",
  messages: { zh: { ...zh, ...mine("zh") }, en: { ...en, ...mine("en") } },
});

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language;
  keep("language", language);
  tellDocument();
}

/** The server and the browser's own controls follow: the cookie for Django, `lang` for fonts and readers. */
export function tellDocument(): void {
  const language = i18n.global.locale.value;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.cookie = `django_language=${acceptLanguage()}; path=/; SameSite=Lax; max-age=31536000`;
}

export function acceptLanguage(): string {
  return i18n.global.locale.value === "zh" ? "zh-hans" : "en";
}

export function useLanguage(): { language: ComputedRef<Language> } {
  return { language: computed(() => i18n.global.locale.value as Language) };
}

/** Several things in one line, joined as the reader's language does. */
export function joined(parts: string[]): string {
  return parts.join(i18n.global.locale.value === "zh" ? "、" : ", ");
}

/** Of a text in both languages, as content has it, the one of the reader. */
export function ofLanguage(text: { zh: string; en?: string } | null | undefined, language: Language): string {
  if (!text) return "";
  return language === "en" && text.en ? text.en : text.zh;
}
