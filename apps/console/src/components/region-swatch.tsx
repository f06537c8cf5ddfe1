/** A region's colour, the same on every page. A square: circles are states. */
export function RegionSwatch({ colour }: { colour: string }) {
  return (
    <span aria-hidden className="inline-block size-2 shrink-0 rounded-[2px]" style={{ background: colour }} />
  );
}
