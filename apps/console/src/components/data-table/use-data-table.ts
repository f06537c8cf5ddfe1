import { type RowData, type Table, type TableOptions, useReactTable } from "@tanstack/react-table";

/** TanStack's table. Its functions change without changing identity, so nothing about them may be memoised here. */
export function useDataTable<Row extends RowData>(options: TableOptions<Row>): Table<Row> {
  "use no memo";
  // eslint-disable-next-line react-hooks/incompatible-library -- that is what the line above is for
  return useReactTable(options);
}
