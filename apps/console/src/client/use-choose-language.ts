"use client";

import { useMutation } from "@tanstack/react-query";
import { chooseLanguage } from "./choose-language.ts";
import { useTRPC } from "./query/trpc.ts";
import type { Locale } from "@/i18n/locale.ts";

/** Keeps the language for the person, and for this browser even when the console cannot be reached. */
export function useChooseLanguage(): (locale: Locale) => void {
  const { mutate } = useMutation(useTRPC().session.setLocale.mutationOptions());
  return (locale) => mutate({ locale }, { onSettled: () => chooseLanguage(locale) });
}
