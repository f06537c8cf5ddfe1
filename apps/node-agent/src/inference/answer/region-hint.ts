import { AppError } from "@meridian/contracts/errors";
import { type Division, findRegion, loadDivisions, placeOf } from "@meridian/model";

/** The division that a request's hint means. Throws VALIDATION for one that means none or several. */
export function readRegionHint(text: string | undefined): readonly Division[] {
  if (text === undefined) return [];
  const divisions = loadDivisions();
  const found = findRegion(text, divisions);
  if (found.length === 1) return found;
  const details = { field: "region" };
  const typed = JSON.stringify(text);
  if (found.length === 0) {
    const expected = `expected the six-digit code or the name of one province, city, district or zone as of ${divisions.date}`;
    throw new AppError("VALIDATION", `region: ${expected}, found ${typed}`, { details });
  }
  const candidates = found.map(placeOf);
  const choices = candidates.map(({ province, city, district, adcode }) => {
    const names = [province, city === province ? null : city, district];
    return `${adcode} (${names.filter((name) => name !== null).join("")})`;
  });
  const message = `region: ${typed} names several divisions, expected the code of one: ${choices.join(", ")}`;
  throw new AppError("VALIDATION", message, { details: { ...details, candidates } });
}
