import type { AgentView } from "@meridian/contracts/api";
import { useFormatter, useTranslations } from "next-intl";

/** How a version's engines are laid out, and what the node measured when it chose. */
export function SlotEngines({ slot }: { slot: AgentView["slots"][number] }) {
  const t = useTranslations("fleet.engines");
  const format = useFormatter();
  const { layout, benchmark } = slot;
  if (!layout) return null;
  return (
    <div className="mt-1 text-xs text-muted">
      <p>{t("layout", layout)}</p>
      {benchmark && (
        <ul>
          {benchmark.measured.map((one) => (
            <li key={`${one.precision} ${one.engines} ${one.threads}`}>
              {t("measured", {
                precision: one.precision,
                engines: one.engines,
                threads: one.threads,
                rate: format.number(one.addressesPerSecond, { maximumFractionDigits: 0 }),
                alone: format.number(one.aloneMs, { maximumFractionDigits: 1 }),
              })}
            </li>
          ))}
          <li>{t("proposed", benchmark.proposed)}</li>
        </ul>
      )}
    </div>
  );
}
