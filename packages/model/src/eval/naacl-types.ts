/** Types of Neural Chinese Address Parsing (Li et al., NAACL 2019) under MGeo's names; null for what MGeo has no type for. */
const NAACL_TYPES: Readonly<Record<string, string | null>> = {
  devZone: "devzone",
  subRoad: "road",
  subroad: "road",
  subRoadno: "roadno",
  subroadno: "roadno",
  country: null,
  otherinfo: null,
  person: null,
  redundant: null,
  roomno: null,
};

/** The type to score an element of a labelled file under; null if it is none. */
export function scoredType(type: string): string | null {
  return Object.hasOwn(NAACL_TYPES, type) ? (NAACL_TYPES[type] ?? null) : type;
}
