import { Skeleton } from "@/components/ui/skeleton.tsx";

/** The page's own layout, empty. */
export function RolloutsSkeleton() {
  return (
    <div aria-busy>
      {["w-24", "w-36"].map((width) => (
        <div key={width} className="mb-10">
          <Skeleton className={`mb-3 h-5 ${width}`} />
          {[0, 1].map((row) => (
            <div key={row} className="flex h-10 items-center gap-8 border-t border-line">
              <Skeleton className="h-3 w-28" />
              <Skeleton className="h-3 w-24" />
              <Skeleton className="h-3 flex-1" />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
