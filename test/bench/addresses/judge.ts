import { foldCharacters } from "@meridian/model";
import type { Input } from "./inputs.ts";

/** What a library makes of a text; "" and null alike where it says nothing. */
export interface Answer {
  readonly province: string | null;
  readonly city: string | null;
  readonly district: string | null;
  readonly name: string | null;
  readonly phones: readonly string[];
  readonly postcode: string | null;
}

export interface Judged {
  readonly isPlaceRight: boolean;
  /** It names a province that the text has not. */
  readonly isInvented: boolean;
  /** Of texts with a contact whether name, phone and postcode are right; null of others. */
  readonly isContactRight: boolean | null;
}

export function judge(input: Input, answer: Answer): Judged {
  const [provinces, cities, districts] = input.place.split("/").map(alternatives) as [
    string[],
    string[],
    string[],
  ];
  const province = clean(answer.province);
  const isProvinceRight = provinces.some((one) => isSameProvince(one, province));
  const isMunicipality = cities.some((one) => one !== "" && provinces.includes(one));
  const { city, district } = levelsOf(answer, districts);
  const isCityRight =
    cities.includes(city) || (isMunicipality && (city === "" || isSameProvince(city, cities[0] ?? "")));
  return {
    isPlaceRight: isProvinceRight && isCityRight && districts.includes(district),
    isInvented: province !== "" && !isProvinceRight,
    isContactRight: input.phone === undefined ? null : isContactRight(input, answer),
  };
}

/** Lists differ in what stands for a city that there is none of, and in where a county without a city stands. */
function levelsOf(answer: Answer, districts: readonly string[]): { city: string; district: string } {
  const given = clean(answer.city);
  const city = /直辖|^(?:市辖区|县|城区)$/u.test(given) ? "" : given;
  const district = clean(answer.district).replace(/办事处$/u, "");
  if (district === "" && districts.includes(city)) return { city: "", district: city };
  // 东莞市 in 东莞市: a list's way to say that there are no districts.
  return { city, district: district === city ? "" : district };
}

const alternatives = (level: string): string[] => level.split("|");
const clean = (name: string | null): string => foldCharacters((name ?? "").trim());
/** 北京 for 北京市: the first two characters of a province are no other's. */
const isSameProvince = (one: string, other: string): boolean => one.slice(0, 2) === other.slice(0, 2);

function isContactRight({ name, phone = "", postcode }: Input, answer: Answer): boolean {
  const isNameRight = (answer.name ?? "").trim() === (name ?? "");
  // An extension may stand behind it or not.
  const isPhoneRight = answer.phones.some((one) => digitsOf(one).startsWith(digitsOf(phone)));
  const isPostcodeRight = postcode === undefined || (answer.postcode ?? "").trim() === postcode;
  return isNameRight && isPhoneRight && isPostcodeRight;
}

const digitsOf = (phone: string): string => phone.replace(/[^\d*]/gu, "").replace(/^(?:00)?86(?=1)/u, "");

/** Code points `start` to `end`, exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether an element touches a name, phone, postcode or word of a form; null of texts without any. */
export function isLeaking(input: Input, elements: readonly Span[]): boolean | null {
  const { text, name, phone, postcode, labels = [] } = input;
  const pieces = [name, phone, postcode, ...labels].filter((piece) => piece !== undefined);
  if (pieces.length === 0) return null;
  const spans = pieces.map((piece) => {
    const start = Array.from(text.slice(0, text.indexOf(piece))).length;
    return { start, end: start + Array.from(piece).length };
  });
  return elements.some((element) =>
    spans.some((span) => element.start < span.end && span.start < element.end),
  );
}
