import { Skeleton } from "@/components/ui/skeleton.tsx";

const rows = 10;

/** The table's own layout, empty. */
export function AuditSkeleton() {
  return (
    <div aria-busy>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-12 items-center gap-8 border-t border-line">
          <Skeleton className="h-3 w-20" />
          <Skeleton className="h-3 w-32 max-md:hidden" />
          <Skeleton className="h-3 flex-1" />
          <Skeleton className="h-3 w-56 max-md:hidden" />
        </div>
      ))}
    </div>
  );
}
