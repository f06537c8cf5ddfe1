import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner.tsx";

type SettingsHeadProps = { title: string; sentence: ReactNode; action?: ReactNode };

/** A tab's title, what it is for or how things stand, and its action. */
export function SettingsHead({ title, sentence, action }: SettingsHeadProps) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-172">
        <h2 className="text-base font-semibold">{title}</h2>
        <p className="mt-0.5 min-h-5 text-muted">{sentence}</p>
      </div>
      {action}
    </header>
  );
}

/** Stands in place of a tab that only administrators have. */
export function AdminsOnly({ title, reason }: { title: string; reason: string }) {
  return (
    <>
      <SettingsHead title={title} sentence={null} />
      <Banner tone="notice" className="max-w-172">
        {reason}
      </Banner>
    </>
  );
}
