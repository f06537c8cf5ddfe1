import type { ReactNode } from "react";

type PageHeadProps = { title: string; sentence?: ReactNode; action?: ReactNode };

/** Title, one plain sentence of state, the page's action. */
export function PageHead({ title, sentence, action }: PageHeadProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-title font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 min-h-5 text-muted max-sm:min-h-10">{sentence}</p>
      </div>
      {action}
    </header>
  );
}
