import { Skeleton } from "../ui/skeleton.tsx";

export type SkeletonLayout = {
  /** Key figures over the rows. */
  figures?: number;
  /** Rows of each table or group. */
  groups?: readonly number[];
};

/** The layout of a page before its data is known. */
export function PageSkeleton({ figures = 0, groups = [4] }: SkeletonLayout) {
  return (
    <div aria-busy>
      {figures > 0 && (
        <div className="mb-8 grid gap-4 md:grid-cols-3">
          {Array.from({ length: figures }, (_, figure) => (
            <Skeleton key={figure} className="h-24 w-full" />
          ))}
        </div>
      )}
      {groups.map((rows, group) => (
        <div key={group} className="mb-8">
          {groups.length > 1 && <Skeleton className="mb-3 h-5 w-48" />}
          {Array.from({ length: rows }, (_, row) => (
            <div key={row} className="flex h-9 items-center gap-8 border-t border-line">
              <Skeleton className="h-3 w-28" />
              <Skeleton className="h-3 w-40 max-md:hidden" />
              <Skeleton className="h-3 flex-1" />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
