import type { ReactNode } from "react";

type SettingsEmptyProps = { title: string; purpose: string; children: ReactNode };

/** What a tab is for and the one next step. */
export function SettingsEmpty({ title, purpose, children }: SettingsEmptyProps) {
  return (
    <section className="max-w-140 py-10">
      <h3 className="text-base font-semibold">{title}</h3>
      <p className="mt-1 mb-4 text-muted">{purpose}</p>
      {children}
    </section>
  );
}
