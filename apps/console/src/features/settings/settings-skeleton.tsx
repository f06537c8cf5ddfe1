import { Skeleton } from "@/components/ui/skeleton.tsx";

/** The rows of a table, before they are known. */
export function SettingsSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div aria-busy>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-9 items-center gap-8 border-t border-line">
          <Skeleton className="h-3 w-28" />
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 flex-1 max-md:hidden" />
        </div>
      ))}
    </div>
  );
}
