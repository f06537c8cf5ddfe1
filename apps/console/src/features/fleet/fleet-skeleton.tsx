import { Skeleton } from "@/components/ui/skeleton.tsx";

const regions = [3, 2, 2];

/** The table's own layout, empty. */
export function FleetSkeleton() {
  return (
    <div aria-busy>
      {regions.map((rows, region) => (
        <div key={region} className="mb-6">
          <Skeleton className="mb-3 h-5 w-48" />
          {Array.from({ length: rows }, (_, row) => (
            <div key={row} className="flex h-9 items-center gap-8 border-t border-line">
              <Skeleton className="h-3 w-20" />
              <Skeleton className="h-3 w-28" />
              <Skeleton className="h-3 flex-1" />
              <Skeleton className="h-3 w-40 max-md:hidden" />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
