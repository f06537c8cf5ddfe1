import clsx from "clsx";

/** Stands where content will be; appears only when it takes longer than 200 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("animate-late rounded-sm bg-hover", className)} />;
}
