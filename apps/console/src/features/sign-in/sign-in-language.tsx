"use client";

import { chooseLanguage } from "@/client/use-choose-language.ts";
import { LanguageMenu } from "@/components/language-menu.tsx";

/** Nobody is signed in yet: only this browser keeps the choice. */
export function SignInLanguage() {
  return <LanguageMenu onChoose={chooseLanguage} />;
}
