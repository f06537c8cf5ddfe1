import clsx from "clsx";
import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const tones = {
  notice: "border-line bg-surface text-ink",
  warning: "border-warning-line bg-warning-soft text-ink",
  danger: "border-danger-line bg-danger-soft text-ink",
} as const;
const icons = { notice: "text-muted", warning: "text-warning-ink", danger: "text-danger-ink" } as const;

type BannerProps = { tone: keyof typeof tones; children: ReactNode; action?: ReactNode; className?: string };

/** Says something about the whole page, over it. */
export function Banner({ tone, children, action, className }: BannerProps) {
  const Icon = tone === "notice" ? Info : TriangleAlert;
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={clsx("flex items-start gap-3 rounded-md border px-3 py-2", tones[tone], className)}
    >
      <Icon size={16} aria-hidden className={clsx("mt-0.5 shrink-0", icons[tone])} />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
