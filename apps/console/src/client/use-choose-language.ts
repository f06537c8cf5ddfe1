"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "./query/trpc.ts";
import { type Locale, localeCookie } from "@/i18n/locale.ts";

const yearSeconds = 31_536_000;

/** Sets the language for this browser and reloads the page in it. */
export function chooseLanguage(locale: Locale): void {
  document.cookie = `${localeCookie}=${locale}; path=/; max-age=${yearSeconds}; samesite=lax`;
  window.location.reload();
}

/** Sets the language for the person, and for this browser even when the console is unreachable. */
export function useChooseLanguage(): (locale: Locale) => void {
  const { mutate } = useMutation(useTRPC().session.setLocale.mutationOptions());
  return (locale) => mutate({ locale }, { onSettled: () => chooseLanguage(locale) });
}
