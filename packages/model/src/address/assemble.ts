import type { Element } from "../decode/decode-elements.ts";
import type { DivisionLevel, Divisions } from "./divisions.ts";
import { recutDivisions } from "./recut-divisions.ts";
import { withRooms } from "./rooms.ts";

/** The division that the text names, with the level that the tagger gave it. */
export interface DivisionMention {
  readonly level: DivisionLevel;
  readonly text: string;
}

/** A road with the number that stands behind it; either may be missing. */
export interface RoadNumber {
  readonly road: string | null;
  readonly number: string | null;
}

/**
 * An address by fields; null is "not said". Texts are standardised: ASCII for full-width forms, capital Latin letters, no
 * white space. What is said twice stands once; different texts of one single-valued field are joined by a space.
 */
export interface StructuredAddress {
  readonly province: string | null;
  readonly city: string | null;
  readonly district: string | null;
  readonly town: string | null;
  /** Development zone or industrial park. */
  readonly devzone: string | null;
  /** Village or neighbourhood. */
  readonly community: string | null;
  readonly villageGroup: string | null;
  readonly roads: readonly RoadNumber[];
  readonly intersection: string | null;
  /** Places by name (buildings, estates, firms), the larger first where the text has them so. */
  readonly pois: readonly string[];
  readonly subPois: readonly string[];
  readonly building: string | null;
  readonly unit: string | null;
  readonly floor: string | null;
  readonly room: string | null;
  /** 附近, 对面, 东: where the place lies in relation to what is named. */
  readonly assist: string | null;
  readonly distance: string | null;
  /** Provinces, cities and districts in text order, as typed but standardised; `resolve` reads these. */
  readonly mentions: readonly DivisionMention[];
}

type Tagged = Pick<Element, "type" | "text"> & Partial<Pick<Element, "start" | "end">>;

const LEVELS: Readonly<Record<string, DivisionLevel>> = {
  prov: "province",
  city: "city",
  district: "district",
};

/**
 * Puts the elements of one address, in text order, into fields. Element types that MGeo's tagging does not have are left
 * out. Never throws.
 * @param text the text that the elements are of: with it, and their offsets, rooms are read that no element holds.
 * @param divisions with them, names of divisions that the tagger cut in the middle or took for places are made whole.
 */
export function assemble(
  elements: readonly Tagged[],
  text?: string,
  divisions?: Divisions,
): StructuredAddress {
  const whole = divisions ? recutDivisions(elements, divisions) : elements;
  const tagged = withRooms(whole, text)
    .map(({ type, text }) => ({ type, text: standardText(text) }))
    .filter(({ text }) => text !== "");
  const byType = new Map<string, string[]>();
  for (const { type, text } of tagged) {
    const texts = byType.get(type);
    if (!texts) byType.set(type, [text]);
    else if (!texts.includes(text)) texts.push(text);
  }
  const textsOf = (type: string): string[] => byType.get(type) ?? [];
  const joined = (type: string): string | null => textsOf(type).join(" ") || null;
  const mentions = tagged.flatMap(({ type, text }) => {
    const level = Object.hasOwn(LEVELS, type) ? LEVELS[type] : undefined;
    return level ? [{ level, text }] : [];
  });
  return {
    province: joined("prov"),
    city: joined("city"),
    district: joined("district"),
    town: joined("town"),
    devzone: joined("devzone"),
    community: joined("community"),
    villageGroup: joined("village_group"),
    roads: roadsOf(tagged),
    intersection: joined("intersection"),
    pois: textsOf("poi"),
    subPois: textsOf("subpoi"),
    building: joined("houseno"),
    unit: joined("cellno"),
    floor: joined("floorno"),
    room: joined("roomno"),
    assist: joined("assist"),
    distance: joined("distance"),
    mentions,
  };
}

/** A number belongs to the road before it that has none yet. */
function roadsOf(tagged: readonly Tagged[]): RoadNumber[] {
  const roads: RoadNumber[] = [];
  for (const { type, text } of tagged) {
    const last = roads.at(-1);
    if (type === "road") roads.push({ road: text, number: null });
    else if (type === "roadno" && last && last.number === null)
      roads[roads.length - 1] = { ...last, number: text };
    else if (type === "roadno") roads.push({ road: null, number: text });
  }
  const isRepeated = (one: RoadNumber, at: number): boolean =>
    roads.some(
      (other, i) => i < at && other.road === one.road && (one.number ?? other.number) === other.number,
    );
  return roads.filter((one, at) => !isRepeated(one, at));
}

function standardText(text: string): string {
  // Nearly every element: normalising it costs more than all else here.
  if (/^[\u4e00-\u9fff\dA-Z-]*$/.test(text)) return text;
  return text.normalize("NFKC").replace(/\s+/gu, "").toUpperCase();
}
