import { CreateRegionInput } from "@meridian/contracts/api";
import { z } from "zod";
import { NumberText } from "@/client/format/number-text.ts";

/** A region as it is typed, read into what the console is asked for. */
export const RegionFields = z.object({
  name: z.string().trim().pipe(CreateRegionInput.shape.name),
  label: CreateRegionInput.shape.label,
  latitude: NumberText.pipe(CreateRegionInput.shape.latitude),
  longitude: NumberText.pipe(CreateRegionInput.shape.longitude),
});
export type RegionFields = z.input<typeof RegionFields>;

export const noRegionFields: RegionFields = { name: "", label: "", latitude: "", longitude: "" };

export function fieldsOfRegion({ name, label, latitude, longitude }: CreateRegionInput): RegionFields {
  return { name, label, latitude: String(latitude), longitude: String(longitude) };
}

type Position = Pick<CreateRegionInput, "latitude" | "longitude">;

/** Degrees without a sign and the hemispheres they count in, as the messages take them. */
export function hemispheresOf({ latitude, longitude }: Position) {
  return {
    latitude: String(Math.abs(latitude)),
    latitudeSide: latitude < 0 ? "south" : "north",
    longitude: String(Math.abs(longitude)),
    longitudeSide: longitude < 0 ? "west" : "east",
  };
}
