import type { ReactNode } from "react";

type EmptyStateProps = { title: string; purpose?: string; children?: ReactNode };

/** Where there is nothing to show yet: what will stand here, and the one next step. */
export function EmptyState({ title, purpose, children }: EmptyStateProps) {
  return (
    <section className="mx-auto max-w-140 py-14">
      <h2 className="text-base font-semibold">{title}</h2>
      {purpose !== undefined && <p className="mt-1 text-muted">{purpose}</p>}
      {children && <div className="mt-4">{children}</div>}
    </section>
  );
}
