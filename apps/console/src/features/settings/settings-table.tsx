import clsx from "clsx";
import type { ReactNode } from "react";

export const settingsCell = "px-2 py-2 first:pl-0 last:pr-0";

export type SettingsColumn = { key: string; label: string; className?: string; isLabelHidden?: boolean };

type SettingsTableProps = { label: string; columns: readonly SettingsColumn[]; children: ReactNode };

/** A plain table; its rows are `tr` with `settingsCell` in every cell. */
export function SettingsTable({ label, columns, children }: SettingsTableProps) {
  return (
    <table aria-label={label} className="w-full border-collapse text-table">
      <thead>
        <tr>
          {columns.map(({ key, label: text, className, isLabelHidden }) => (
            <th
              key={key}
              scope="col"
              className={clsx(
                "px-2 pb-2 text-left text-2xs font-medium whitespace-nowrap text-muted first:pl-0 last:pr-0",
                className,
              )}
            >
              <span className={isLabelHidden ? "sr-only" : undefined}>{text}</span>
            </th>
          ))}
        </tr>
      </thead>
      {children}
    </table>
  );
}
