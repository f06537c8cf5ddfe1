import { shownErrorOf } from "@/client/query/app-error.ts";
import { ErrorPanel } from "./error-panel.tsx";
import { PageSkeleton, type SkeletonLayout } from "./page-skeleton.tsx";

type PendingProps = SkeletonLayout & {
  /** Heads the error, e.g. "The fleet could not be loaded". */
  failed: string;
  error: unknown;
  onRetry: () => void;
};

/** Stands in for data that is not there: the layout it will have, or why it could not be loaded. */
export function Pending({ failed, error, onRetry, ...layout }: PendingProps) {
  if (!error) return <PageSkeleton {...layout} />;
  return <ErrorPanel title={failed} error={shownErrorOf(error)} onRetry={onRetry} />;
}
