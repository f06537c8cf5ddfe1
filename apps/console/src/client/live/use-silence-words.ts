import { useTranslations } from "next-intl";
import { useNow } from "../format/clock.ts";
import { timeSpan } from "../format/time.ts";
import type { Silence } from "./freshness.ts";
import { useConnection } from "./operator-socket.ts";

/** "40 s": how long the page has known nothing new. */
export function useSilenceAge({ sinceMs }: Silence): string {
  const t = useTranslations("time.span");
  const { unit, count } = timeSpan((useNow() ?? sinceMs) - sinceMs);
  return t(unit, { count });
}

/** "No live data for 40 s.", with the reason where it is known. */
export function useSilenceSentence(silence: Silence): string {
  const t = useTranslations("common.live");
  const age = useSilenceAge(silence);
  const { refusal } = useConnection();
  return t(refusal ?? (silence.isFirst ? "first" : "silent"), { age });
}
