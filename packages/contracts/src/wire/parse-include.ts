import { z } from "zod";
import { plainText } from "../text.ts";

/** What an answer of `/v1/parse` can hold of an address beside its elements. */
export const parseIncludes = ["address", "resolution", "contact", "rest"] as const;

const names = `${parseIncludes.slice(0, -1).join(", ")} or ${parseIncludes.at(-1)}`;
export const ParseInclude = z.enum(parseIncludes, {
  error: ({ input }) => `expected ${names}, found ${JSON.stringify(input)?.slice(0, 60) ?? "nothing"}`,
});
export type ParseInclude = z.infer<typeof ParseInclude>;

/** Names may stand twice. */
const includeMax = 16;

/** What a request may say of its addresses beside them. */
export const ParseOptions = z.object({
  include: z
    .array(ParseInclude, `expected an array of ${names}`)
    .max(includeMax, `expected at most ${includeMax} of ${names}`)
    .optional()
    .describe(
      `What to answer beside elements: any of ${parseIncludes.join(", ")}. Left out: elements alone.`,
    ),
  region: plainText({ what: "the code or name of a division", max: 100 })
    .optional()
    .describe(
      "Where the addresses probably are: six-digit code or name of a province, city, district or zone. Decides what an address leaves open, e.g. 朝阳区, and overrules nothing that it says.",
    ),
});
export type ParseOptions = z.infer<typeof ParseOptions>;

/** A piece of an address as typed. */
export const TextPiece = z.object({
  text: z.string().describe("The characters, exactly as sent."),
  start: z.number().int().min(0).describe("First character, counted in Unicode code points from 0."),
  end: z.number().int().min(1).describe("Character after the last one."),
});
export type TextPiece = z.infer<typeof TextPiece>;

const field = (what: string) => z.string().nullable().describe(`${what}; null: not known.`);
const division = "under its official name where it is certain, else as typed";

/** An address by fields, from the widest to the narrowest. */
export const IncludedAddress = z
  .object({
    text: z.string().describe("All fields in one line, in their order; a municipality's name once."),
    province: field(`Province ${division}`),
    city: field(`City ${division}; a municipality is its own city`),
    district: field(`District or county ${division}; a zone where only that is named`),
    town: field("Town or subdistrict"),
    devzone: field("Development zone or industrial park"),
    community: field("Village or neighbourhood"),
    villageGroup: field("Group of a village"),
    roads: z
      .array(
        z.object({
          road: field("Name of the road"),
          number: field("Number on it"),
        }),
      )
      .describe("Roads with their numbers, in the order of the text."),
    intersection: field("Crossing of roads"),
    pois: z.array(z.string()).describe("Places by name: buildings, estates, firms."),
    subPois: z.array(z.string()).describe("Places inside these."),
    building: field("Building"),
    unit: field("Unit or entrance"),
    floor: field("Floor"),
    room: field("Room"),
    assist: field("Relation to what is named, e.g. 对面"),
    distance: field("Distance to it"),
  })
  .describe("The address by fields, in standard characters. Only with include address.");
export type IncludedAddress = z.infer<typeof IncludedAddress>;

const CertainPart = z.object({
  name: z.string().describe("Official name."),
  code: z
    .string()
    .nullable()
    .describe("Six digits of GB/T 2260, of a town nine; null: no source has one, as for zones."),
  isCompleted: z.boolean().describe("True: the text does not name it, it follows from what the text names."),
});

/** A division to choose, or one that the text contradicts. */
export const ResolvedPlace = z.object({
  province: z.string().describe("Name of the province."),
  city: z.string().nullable().describe("Name of the city; null: there is none."),
  district: z.string().nullable().describe("Name of the district or zone; null: a whole city or province."),
  adcode: z
    .string()
    .describe("Six digits of the finest division that has a code; region takes it as a hint."),
});
export type ResolvedPlace = z.infer<typeof ResolvedPlace>;

const levels = ["province", "city", "district"] as const;
const kind = <Kind extends string>(value: Kind, meaning: string) => z.literal(value).describe(meaning);

export const AddressVerdict = z.discriminatedUnion("kind", [
  z.object({ kind: kind("complete", "The divisions are certain, and something below them is named.") }),
  z.object({
    kind: kind("incomplete", "Something cannot be known from the text."),
    missing: z
      .array(z.enum([...levels, "detail"]))
      .describe("What is missing; detail: nothing below the district is named."),
  }),
  z.object({
    kind: kind("ambiguous", "Several divisions fit equally well."),
    candidates: z.array(ResolvedPlace).describe("The divisions to choose from."),
  }),
  z.object({
    kind: kind("conflict", "No division fits all that is said."),
    readings: z
      .array(
        z.object({
          place: ResolvedPlace.describe("A division that fits the rest."),
          contradicts: z.array(z.string()).describe("What the text says against it."),
        }),
      )
      .describe("The divisions that fit most of what is said."),
  }),
]);
export type AddressVerdict = z.infer<typeof AddressVerdict>;

const certain = (what: string) => CertainPart.nullable().describe(`${what}; null: not certain, or none.`);

export const AddressResolution = z
  .object({
    verdict: AddressVerdict.describe("What an order can be decided by."),
    province: certain("Province"),
    city: certain("City; a municipality is its own"),
    district: certain("District or county; a zone where only that is named"),
    town: certain("Town or subdistrict that the text names, where it is one of the district"),
    adcode: z
      .string()
      .nullable()
      .describe("Six digits of the finest certain division that has a code; null: not even the province."),
    completed: z
      .array(z.enum(levels))
      .describe("Levels that the text does not name and that follow from it."),
    corrections: z
      .array(
        z.object({
          from: z.string().describe("Name in the text."),
          to: z.string().describe("Today's name."),
          year: z
            .number()
            .int()
            .nullable()
            .describe("Year of the change; null: not known, or a wrong suffix."),
        }),
      )
      .describe("Former and inexact names, with the names used in their place."),
    unknown: z
      .array(z.string())
      .describe("Names in the text that no division has; the verdict disregards them."),
    suggestions: z
      .array(
        z.object({
          from: z.string().describe("Unknown name in the text."),
          to: z.string().describe("Name of a division that it resembles."),
        }),
      )
      .describe("What unknown names may have been meant to be. Nothing is changed by it."),
    divisions: z
      .object({
        source: z.string().describe("Where the divisions are from."),
        date: z.string().describe("Day on which they were true, ISO 8601."),
      })
      .describe("The divisions that it was checked against."),
  })
  .describe("The address checked against the administrative divisions. Only with include resolution.");
export type AddressResolution = z.infer<typeof AddressResolution>;

export const AddressContact = z
  .object({
    name: TextPiece.nullable().describe("The receiver's name; null: none found."),
    phones: z.array(TextPiece).describe("Telephone numbers, in the order of the text."),
    postcode: TextPiece.nullable().describe("Postcode; null: none found."),
  })
  .describe("Whom and how to reach, found by rules. Only with include contact.");
export type AddressContact = z.infer<typeof AddressContact>;

/** By their names in `include`: what a result has beside its elements. */
export const included = {
  address: IncludedAddress.optional(),
  resolution: AddressResolution.optional(),
  contact: AddressContact.optional(),
  rest: z
    .array(TextPiece)
    .optional()
    .describe(
      "Every piece of the text that is no element, contacts too, without white space at its edges. Only with include rest.",
    ),
} satisfies Record<ParseInclude, z.ZodType>;

export type Included = { [Name in ParseInclude]?: z.infer<(typeof included)[Name]> | undefined };

/**
 * What was asked for and is in none of the answers: a node or gateway of an earlier release answers elements alone. []
 * also where every address failed.
 */
export function missingIncludes(
  asked: readonly ParseInclude[],
  results: readonly (Included | { error: unknown })[],
): ParseInclude[] {
  const parsed = results.flatMap((result) => ("error" in result ? [] : [result]));
  return [...new Set(asked)].filter((name) => parsed.some((result) => result[name] === undefined));
}
