import { useLocale } from "next-intl";
import { useMemo } from "react";

/** Formats a time to the second with its zone, in the person's language. */
export function useExactTime(): (at: Date) => string {
  const locale = useLocale();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" });
    return (at) => format.format(at);
  }, [locale]);
}
