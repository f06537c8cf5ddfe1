import { messages as en } from "../../messages/en/index.ts";
import { messages as zhCN } from "../../messages/zh-CN/index.ts";
import type { Locale } from "./locale.ts";

export type Messages = typeof en;

export const messagesByLocale: Record<Locale, Messages> = { en, "zh-CN": zhCN };

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
