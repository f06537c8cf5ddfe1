import { Skeleton } from "@/components/ui/skeleton.tsx";

const rows = [0, 1, 2];

/** The page's own layout, empty. */
export function TrafficSkeleton() {
  return (
    <div aria-busy>
      {rows.map((row) => (
        <div key={row} className="flex h-10 items-center gap-8 border-t border-line">
          <Skeleton className="h-3 w-32" />
          <Skeleton className="h-2.5 flex-1" />
          <Skeleton className="h-3 w-12" />
        </div>
      ))}
      <Skeleton className="mt-8 mb-4 h-5 w-60" />
      <Skeleton className="h-9 w-full" />
      <Skeleton className="mt-6 h-9 w-full" />
      {rows.map((row) => (
        <div key={row} className="mt-5 flex h-8 items-center gap-8">
          <Skeleton className="h-3 w-32" />
          <Skeleton className="h-8 w-34" />
          <Skeleton className="h-1.5 flex-1" />
        </div>
      ))}
    </div>
  );
}
