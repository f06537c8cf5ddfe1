import type { AgentPerformance } from "@meridian/contracts/measure";
import { useTranslations } from "next-intl";
import { figureText, shareFigure } from "@/client/format/figure.ts";

/** How many rows ran together, and how often. */
export function BatchSizes({ batches }: { batches: AgentPerformance["batches"] }) {
  const t = useTranslations("performance.work");
  const bars = batchBars(batches);
  if (bars.length === 0) return <p className="text-muted">{t("noBatches")}</p>;
  return (
    <>
      <ol className="grid auto-cols-fr grid-flow-col gap-1 text-center text-2xs">
        {bars.map((bar) => (
          <BatchColumn key={bar.from} bar={bar} />
        ))}
      </ol>
      <p className="mt-2 text-xs text-muted">{t("batches")}</p>
    </>
  );
}

function BatchColumn({ bar }: { bar: BatchBar }) {
  const t = useTranslations("performance.work");
  const share = figureText(shareFigure(bar.share));
  return (
    <li>
      <span className="sr-only">{t("rows", { rows: rowsText(bar), share })}</span>
      <div aria-hidden>
        <div className="flex h-16 flex-col justify-end border-b border-line">
          <span className="text-muted">{bar.share > 0 && `${Math.round(bar.share * 100)} %`}</span>
          <div className="rounded-t-[2px] bg-(--stage-run)" style={{ height: `${bar.height * 48}px` }} />
        </div>
        <span className="whitespace-nowrap max-sm:hidden">{rowsText(bar)}</span>
        <span className="whitespace-nowrap sm:hidden">{shortRowsText(bar)}</span>
      </div>
    </li>
  );
}

/** Batches of `from` to `to` rows; null: and more. `share` is of all batches, `height` of the most frequent size. */
type BatchBar = { from: number; to: number | null; share: number; height: number };

/** Empty when there were no batches. */
export function batchBars(batches: AgentPerformance["batches"]): BatchBar[] {
  const counts = batches.map(({ count }) => count);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const most = Math.max(...counts);
  return batches.map(({ rowsMax, count }, i) => ({
    from: (batches[i - 1]?.rowsMax ?? 0) + 1,
    to: i === batches.length - 1 ? null : rowsMax,
    share: count / total,
    height: count / most,
  }));
}

/** "1", "3–4", "129+". */
export function rowsText({ from, to }: BatchBar): string {
  if (to === null) return `${from}+`;
  return from === to ? String(from) : `${from}–${to}`;
}

/** "1", "≤4", ">128": what fits under a bar on a phone. */
function shortRowsText({ from, to }: BatchBar): string {
  if (to === null) return `>${from - 1}`;
  return from === to ? String(from) : `≤${to}`;
}
