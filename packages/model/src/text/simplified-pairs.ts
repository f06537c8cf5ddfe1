import hongKong from "opencc-js/dict/HKVariantsRev";
import traditional from "opencc-js/dict/TSCharacters";

/** Official names in simplified writing hold these (乾县, 於潜镇, 塚头镇): folding would make other names of them. */
const KEPT = new Set("乾於塚氾洩濛瀂磑鮜");

/** OpenCC's first choice for each traditional character of the basic plane, also in Hong Kong's forms (衞, 滙). */
export function simplifiedPairs(): string {
  const simplified = new Map(entriesOf(traditional));
  const all = [...entriesOf(hongKong).map(([ch, other]): Pair => [ch, simplified.get(other) ?? other])];
  const pairs = new Map([...all, ...simplified]);
  const used = [...pairs].filter(
    ([ch, other]) => ch.length === 1 && other.length === 1 && ch !== other && !KEPT.has(ch),
  );
  return used
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join("");
}

type Pair = readonly [character: string, simplified: string];

/** A table of OpenCC: `character choice other-choice|…`. */
function entriesOf(table: string): Pair[] {
  return table.split("|").map((row): Pair => {
    const [character = "", choice = ""] = row.split(" ");
    return [character, choice];
  });
}
