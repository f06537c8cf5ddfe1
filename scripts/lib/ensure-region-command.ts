import type { RegionSpec } from "./fleet-plan.ts";

const places: Record<string, { label: string; latitude: number; longitude: number }> = {
  "cn-east": { label: "Shanghai", latitude: 31.23, longitude: 121.47 },
  "cn-north": { label: "Beijing", latitude: 39.9, longitude: 116.41 },
  "cn-south": { label: "Guangzhou", latitude: 23.13, longitude: 113.26 },
  "cn-west": { label: "Chengdu", latitude: 30.57, longitude: 104.07 },
  "ap-southeast": { label: "Singapore", latitude: 1.35, longitude: 103.82 },
  "ap-northeast": { label: "Tokyo", latitude: 35.68, longitude: 139.69 },
  "eu-central": { label: "Frankfurt", latitude: 50.11, longitude: 8.68 },
  "eu-west": { label: "Dublin", latitude: 53.35, longitude: -6.26 },
  "us-east": { label: "Virginia", latitude: 38.95, longitude: -77.45 },
  "us-west": { label: "Oregon", latitude: 45.52, longitude: -122.68 },
};

/** Adds a region unless the console knows it. One of an unknown name stands at 0° 0°, labelled by its name. */
export function ensureRegionCommand({ name }: RegionSpec): string[] {
  const { label, latitude, longitude } = places[name] ?? { label: name, latitude: 0, longitude: 0 };
  const place = ["--label", label, `--latitude=${latitude}`, `--longitude=${longitude}`];
  return ["ensure-region", "--name", name, ...place];
}
