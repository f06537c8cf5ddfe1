"use client";

import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { Sort } from "./use-sort.ts";

/** A column owns its cells: adding one to a table takes an entry in its columns and the words. */
export type Column<Row> = {
  key: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** Width, and the screens that show it. */
  className?: string;
  isNumber?: boolean;
  isLabelHidden?: boolean;
  /** Its cells name their rows. */
  isRowHeader?: boolean;
  /** Present: the table can be sorted by it. Live figures have none, or rows would move under the pointer. */
  sortBy?: (row: Row) => string;
};

type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  sort?: Sort;
  className?: string;
  /** `tbody` elements, made of `DataRows` or of rows that hold `Cells`. */
  children: ReactNode;
};

export function DataTable<Row>({ label, columns, sort, className, children }: DataTableProps<Row>) {
  return (
    <table aria-label={label} className={clsx("w-full border-collapse text-table", className)}>
      <thead>
        <tr>
          {columns.map((column) => (
            <HeadCell key={column.key} column={column} sort={sort} />
          ))}
        </tr>
      </thead>
      {children}
    </table>
  );
}

const edges = "first:pl-0 last:pr-0";

function HeadCell<Row>({ column, sort }: { column: Column<Row>; sort: Sort | undefined }) {
  const { key, label, className, isNumber, isLabelHidden, sortBy } = column;
  const direction = sort?.key === key ? sort.direction : undefined;
  const Arrow = direction === "descending" ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={clsx(
        "px-2 pb-2 text-2xs font-medium whitespace-nowrap text-muted",
        edges,
        isNumber ? "text-right" : "text-left",
        className,
      )}
    >
      {sort && sortBy ? (
        <button
          type="button"
          onClick={() => sort.toggle(key)}
          className="inline-flex items-center gap-1 rounded-sm hover:text-ink"
        >
          {label}
          {direction && <Arrow size={11} aria-hidden />}
        </button>
      ) : (
        <span className={isLabelHidden ? "sr-only" : undefined}>{label}</span>
      )}
    </th>
  );
}

export function Cells<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  return columns.map(({ key, cell, className, isNumber, isRowHeader }) => {
    const look = clsx("px-2 py-1.5", edges, isNumber && "text-right", className);
    return isRowHeader ? (
      <th key={key} scope="row" className={clsx(look, "text-left font-normal")}>
        {cell(row)}
      </th>
    ) : (
      <td key={key} className={look}>
        {cell(row)}
      </td>
    );
  });
}

type DataRowsProps<Row> = {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowClassName?: (row: Row) => string | false | undefined | null;
  onSelect?: (row: Row) => void;
};

export function DataRows<Row>({ columns, rows, rowKey, rowClassName, onSelect }: DataRowsProps<Row>) {
  return rows.map((row) => (
    <tr
      key={rowKey(row)}
      onClick={
        onSelect &&
        (({ currentTarget }) => {
          focusControlOf(currentTarget);
          onSelect(row);
        })
      }
      className={clsx("border-t border-line", rowClassName?.(row))}
    >
      <Cells columns={columns} row={row} />
    </tr>
  ));
}

/** A row that is clicked beside its link acts as the link: focus has to return to it from what the row opens. */
export function focusControlOf(row: HTMLElement): void {
  if (!row.contains(document.activeElement)) row.querySelector<HTMLElement>("a, button")?.focus();
}
