import clsx from "clsx";
import type { Member } from "../draft/draft.ts";
import { bandsOf } from "./share-bands.ts";
import { percentsOf, percentText } from "./shares.ts";

type ShareBarProps = {
  label: string;
  members: readonly Pick<Member, "id" | "name" | "colour">[];
  shares: ReadonlyMap<string, number>;
  isCompact?: boolean;
};

/** By the width of the piece itself: a share that has room for its words on a wide screen has none on a narrow one. */
const wherePercentFits = "hidden @min-[2.75rem]:inline";
const whereNameFits = "hidden @min-[7rem]:inline";

/** One bar of all that there is, a piece per member in its colour. */
export function ShareBar({ label, members, shares, isCompact = false }: ShareBarProps) {
  const byId = new Map(members.map((member) => [member.id, member]));
  const percents = percentsOf(shares);
  const words = [...percents]
    .filter(([, percent]) => percent > 0)
    .map(([id, percent]) => `${byId.get(id)?.name ?? id} ${percentText(percent)}`);
  return (
    <div
      role="img"
      aria-label={`${label}: ${words.join(", ")}`}
      className={clsx("relative w-full overflow-hidden rounded-sm bg-hover", isCompact ? "h-2.5" : "h-9")}
    >
      {bandsOf(shares).map(({ id, start, end }) => {
        const { name = id, colour = "var(--color-quiet)" } = byId.get(id) ?? {};
        return (
          <div
            key={id}
            title={`${name} ${percentText(percents.get(id) ?? 0)}`}
            className="@container absolute inset-y-0 flex items-center gap-1.5 overflow-hidden border-r border-canvas px-2 text-xs whitespace-nowrap last:border-r-0"
            style={{
              left: `${start * 100}%`,
              width: `${(end - start) * 100}%`,
              ...(isCompact ? { background: colour } : tinted(colour)),
            }}
          >
            {!isCompact && (
              <>
                <span className={clsx("min-w-0 truncate", whereNameFits)}>{name}</span>
                <span className={clsx("shrink-0 font-semibold", wherePercentFits)}>
                  {percentText(percents.get(id) ?? 0)}
                </span>
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Words keep their contrast on a tint; the edge has the colour itself. */
function tinted(colour: string) {
  return {
    background: `color-mix(in oklab, ${colour} 22%, var(--color-canvas))`,
    boxShadow: `inset 0 -3px 0 ${colour}`,
  };
}
