import type { ReactNode } from "react";
import { AsOf } from "./ui/as-of.tsx";

type PageHeadProps = {
  title: string;
  /** One plain sentence of the state of now. */
  sentence?: ReactNode;
  /** Or what the page is for. */
  purpose?: string;
  action?: ReactNode;
};

/** Title, one plain sentence, the page's action. Where the page knows nothing new, the sentence says so first, on every page. */
export function PageHead({ title, sentence, purpose, action }: PageHeadProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-title font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 min-h-5 text-muted max-sm:min-h-10">
          <AsOf isTimeless={purpose !== undefined}>{sentence ?? purpose}</AsOf>
        </p>
      </div>
      {action}
    </header>
  );
}
