import clsx from "clsx";

export function BrandMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={clsx("shrink-0", className)}>
      <rect width={32} height={32} rx={8} className="fill-accent" />
      <g fill="none" strokeWidth={2} className="stroke-on-accent">
        <circle cx={16} cy={16} r={9} />
        <ellipse cx={16} cy={16} rx={4} ry={9} />
        <path d="M7 16h18" />
      </g>
    </svg>
  );
}
