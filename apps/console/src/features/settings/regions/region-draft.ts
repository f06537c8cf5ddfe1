import { CreateRegionInput } from "@meridian/contracts/api";

/** A region as it is typed. */
export type RegionDraft = Record<keyof CreateRegionInput, string>;
export type RegionField = keyof RegionDraft;

export const emptyRegionDraft: RegionDraft = { name: "", label: "", latitude: "", longitude: "" };

export function regionDraftOf({ name, label, latitude, longitude }: CreateRegionInput): RegionDraft {
  return { name, label, latitude: String(latitude), longitude: String(longitude) };
}

export type ReadRegion = { input: CreateRegionInput } | { wrong: ReadonlySet<RegionField> };

/** The region that a draft says, or the fields that say none. */
export function readRegionDraft({ name, label, latitude, longitude }: RegionDraft): ReadRegion {
  const parsed = CreateRegionInput.safeParse({
    name: name.trim(),
    label,
    latitude: degrees(latitude),
    longitude: degrees(longitude),
  });
  if (parsed.success) return { input: parsed.data };
  return { wrong: new Set(parsed.error.issues.map(({ path }) => path[0] as RegionField)) };
}

function degrees(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

type Place = Pick<CreateRegionInput, "latitude" | "longitude">;

/** Degrees without a sign, and the sides that they are counted to, as the messages say them. */
export function sidesOf({ latitude, longitude }: Place) {
  return {
    latitude: String(Math.abs(latitude)),
    latitudeSide: latitude < 0 ? "south" : "north",
    longitude: String(Math.abs(longitude)),
    longitudeSide: longitude < 0 ? "west" : "east",
  };
}
