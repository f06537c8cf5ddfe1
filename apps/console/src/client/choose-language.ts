import { type Locale, localeCookie } from "@/i18n/locale.ts";

const yearSeconds = 31_536_000;

/** Keeps the language for this browser and draws the page anew in it. */
export function chooseLanguage(locale: Locale): void {
  document.cookie = `${localeCookie}=${locale}; path=/; max-age=${yearSeconds}; samesite=lax`;
  window.location.reload();
}
