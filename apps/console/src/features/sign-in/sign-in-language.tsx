"use client";

import { chooseLanguage } from "@/client/choose-language.ts";
import { LanguageMenu } from "@/components/language-menu.tsx";

/** Before anybody is signed in the choice is kept by the browser alone. */
export function SignInLanguage() {
  return <LanguageMenu onChoose={chooseLanguage} />;
}
