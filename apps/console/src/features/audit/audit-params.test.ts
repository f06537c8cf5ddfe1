import { expect, it } from "vitest";
import { auditHref, exportHref, readParams, toFilter } from "./audit-params.ts";

const localDay = (year: number, month: number, day: number) => new Date(year, month - 1, day).toISOString();

it("reads what narrows from the URL and leaves the rest out", () => {
  const search = new URLSearchParams("actor=u1&kind=&text=+two+&change=7&other=x");
  expect(readParams(search)).toEqual({ actor: "u1", text: "two" });
});

it("asks for whole days of the person's own calendar, the last one too", () => {
  expect(toFilter({ from: "2026-02-28", to: "2026-02-28" })).toEqual({
    from: localDay(2026, 2, 28),
    to: localDay(2026, 3, 1),
  });
});

it.each(["yesterday", "2026-2-8", "20260208"])("lets %j not narrow", (from) => {
  expect(toFilter({ from })).toEqual({});
});

it("takes a subject apart", () => {
  expect(toFilter({ subject: "traffic:rg_1" })).toEqual({ subjectType: "traffic", subjectId: "rg_1" });
  expect(toFilter({ subject: "traffic" })).toEqual({ subjectType: "traffic" });
});

it("keeps the filter beside an open sheet, and gives it to the export", () => {
  expect(auditHref({})).toBe("/audit");
  const params = { kind: "traffic", text: "双十一 a&b" };
  const search = new URLSearchParams(auditHref(params, "12").slice("/audit?".length));
  expect(readParams(search)).toEqual(params);
  expect(search.get("change")).toBe("12");
  const url = new URL(exportHref("csv", { subject: "region:rg_1" }), "http://console");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    subjectType: "region",
    subjectId: "rg_1",
    format: "csv",
  });
});
