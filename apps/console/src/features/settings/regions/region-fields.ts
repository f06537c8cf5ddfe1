import { CreateRegionInput } from "@meridian/contracts/api";
import { z } from "zod";
import { NumberText } from "@/client/format/number-text.ts";

/** A region as it is typed, read into what the console is asked for. */
export const RegionFields = z.object({
  name: z.string().trim().pipe(CreateRegionInput.shape.name),
  label: CreateRegionInput.shape.label,
  latitude: NumberText.pipe(CreateRegionInput.shape.latitude),
  longitude: NumberText.pipe(CreateRegionInput.shape.longitude),
  agentNetworks: z
    .string()
    .transform((text) => text.split(/[\s,，]+/).filter((part) => part !== ""))
    .pipe(CreateRegionInput.shape.agentNetworks.unwrap()),
});
export type RegionFields = z.input<typeof RegionFields>;

export const noRegionFields: RegionFields = {
  ...{ name: "", label: "", latitude: "", longitude: "", agentNetworks: "" },
};

export function fieldsOfRegion(region: CreateRegionInput): RegionFields {
  const { name, label, latitude, longitude, agentNetworks = [] } = region;
  const networks = agentNetworks.join(", ");
  return { name, label, latitude: String(latitude), longitude: String(longitude), agentNetworks: networks };
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
