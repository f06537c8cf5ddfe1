import type { ReactNode } from "react";

/** A live figure under its name. */
export function Vital({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-base font-medium">{children}</dd>
    </div>
  );
}
