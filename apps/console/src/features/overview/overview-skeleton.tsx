import { Skeleton } from "@/components/ui/skeleton.tsx";

/** The page's own layout, empty. */
export function OverviewSkeleton() {
  return (
    <div aria-busy>
      <div className="grid gap-4 md:grid-cols-3">
        {[0, 1, 2].map((figure) => (
          <Skeleton key={figure} className="h-22 w-full" />
        ))}
      </div>
      <div className="mt-6 grid gap-4 md:grid-cols-3">
        {[0, 1, 2].map((region) => (
          <Skeleton key={region} className="h-28 w-full" />
        ))}
      </div>
      <Skeleton className="mt-8 h-45 w-full" />
    </div>
  );
}
