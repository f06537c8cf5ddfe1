import { cutText } from "../text/cut-text.ts";
import { foldCharacters } from "../text/fold-characters.ts";

/** An element in text order; the offsets (code points) are needed only to read what stands behind it. */
export interface TaggedPart {
  readonly type: string;
  readonly text: string;
  readonly start?: number;
  readonly end?: number;
}

const DIGIT = "[\\d〇零一二三四五六七八九十]";
const ROOM = String.raw`[A-Z]?${DIGIT}{1,5}[A-Z]?(?:[-~至/、][A-Z]?${DIGIT}{1,4}[A-Z]?)?(?:\s?号?\s?[室房])`;
const ROOM_ALONE = new RegExp(`^${ROOM}$`, "u");
/** 5号楼1203室 in one element. */
const GLUED = new RegExp(
  String.raw`^(.*?(?:号楼|楼|幢|栋|座|塔|单元|层|门|F|[期区苑园厦场]))(${ROOM})$`,
  "u",
);
const DOOR = /^\d{3,4}号$/u;
const SERIES = /^(?:[A-Z]|[A-Z]?\d{1,4}[A-Z]?)(?:-[A-Z]?\d{1,4}[A-Z]?){1,3}(?:号?[室房])?$/u;
/** Behind an element: 1203室, 1203, 3-2-501, 1801-1805室; digits of more places are something else. */
const BEHIND = new RegExp(
  String.raw`^[\s,_#-]*(${ROOM}|(?:[A-Z](?=-))?-?(?:[A-Z]?\d{1,4}[A-Z]?)(?:-\d{1,4}[A-Z]?){0,3}(?:\s?号?\s?[室房]|号)?)(?![\dA-Z*号室厅路弄幢栋座楼层米巷组村-])`,
  "iu",
);
/** What a room may stand behind. */
const ANCHORS = new Set(["houseno", "cellno", "floorno", "poi", "subpoi", "roadno", "devzone", "community"]);
const INNER = new Set(["houseno", "cellno", "floorno"]);

/**
 * The elements with rooms as elements of type `roomno`, which MGeo's tagging has not: what it leaves out behind a building,
 * a unit or a floor, or takes for another of these. 3-2-501 becomes building, unit and room.
 * @param text the address as typed; without it only the elements are read.
 */
export function withRooms(elements: readonly TaggedPart[], text?: string): TaggedPart[] {
  const behind = text === undefined ? () => "" : gapReader(text, elements);
  const before = new Set<string>();
  return elements.flatMap((element, i) => {
    const parts = roomsOf(element, behind(i), before);
    for (const { type } of parts) before.add(type);
    return parts;
  });
}

function roomsOf(element: TaggedPart, gap: string, before: ReadonlySet<string>): TaggedPart[] {
  const { type } = element;
  if (!ANCHORS.has(type)) return [element];
  const text = plain(element.text);
  const found = gap === "" ? undefined : BEHIND.exec(gap)?.[1];
  const next = found === undefined ? "" : plain(found);
  // The tagger ends a building before the last number of a series, and 12A03 before its last digits: 12-3|-502.
  const isCutSeries =
    type === "houseno" && /^[A-Z\d]+(?:-\d+)?$/u.test(text) && /^\s*-/u.test(gap) && next !== "";
  if (/^\d{1,2}[A-Z]$/u.test(text) && /^\d{2,3}/u.test(next))
    return [{ type: "roomno", text: `${text}${next}` }];
  if (isCutSeries) return splitSeries(`${text}-${next.replace(/^-/u, "")}`, before) ?? [element];
  return [...splitElement(element, text, before), ...roomBehind(type, next, new Set([...before, type]))];
}

/** An element that is a room, or holds one. */
function splitElement(element: TaggedPart, text: string, before: ReadonlySet<string>): TaggedPart[] {
  const { type } = element;
  if (!INNER.has(type) && type !== "subpoi" && type !== "poi") return [element];
  if (SERIES.test(text) && type === "houseno") return splitSeries(text, before) ?? [element];
  if (ROOM_ALONE.test(text)) return [{ type: "roomno", text }];
  if (DOOR.test(text) && type === "houseno" && [...INNER].some((inner) => before.has(inner))) {
    return [{ type: "roomno", text }];
  }
  const glued = type === "poi" ? null : GLUED.exec(text);
  return glued?.[1] && glued[2]
    ? [
        { type, text: glued[1] },
        { type: "roomno", text: glued[2] },
      ]
    : [element];
}

function roomBehind(type: string, text: string, before: ReadonlySet<string>): TaggedPart[] {
  if (text === "") return [];
  if (SERIES.test(text)) return splitSeries(text, before) ?? [];
  if (ROOM_ALONE.test(text)) return [{ type: "roomno", text }];
  const isRoom = INNER.has(type) ? /^-?[A-Z]?\d{3,4}[A-Z]?号?$/u : /^-?[A-Z]?\d{3,4}[A-Z]?$/u;
  return isRoom.test(text) ? [{ type: "roomno", text: text.replace(/^-/u, "") }] : [];
}

/** 3-2-501 by what is named before it; null if it is no such series. */
function splitSeries(text: string, before: ReadonlySet<string>): TaggedPart[] | null {
  const numbers = text.replace(/号?[室房]$/u, "").split("-");
  const suffix = text.slice(numbers.join("-").length);
  const last = numbers.at(-1) ?? "";
  const digits = (number: string): number => number.replace(/\D/gu, "").length;
  // 1801-1805室 is a run of rooms.
  if (numbers.length === 2 && numbers.every((number) => digits(number) >= 3))
    return [{ type: "roomno", text }];
  if (suffix === "" && digits(last) < 3) return null;
  const open = LEVELS.slice(LEVELS.findLastIndex((level) => before.has(level)) + 1);
  // A floor stands in a series of four only; the room's number has it.
  const taken = numbers.length === 4 ? open : open.filter((level) => level !== "floorno");
  const outer = numbers.slice(0, -1);
  const kept = Math.max(0, outer.length - taken.length);
  const named = outer
    .slice(0, outer.length - kept)
    .map((number, i) => ({ type: taken[i] as string, text: number }));
  return [...named, { type: "roomno", text: [...outer.slice(outer.length - kept), last].join("-") + suffix }];
}

const LEVELS = ["houseno", "cellno", "floorno"];

function plain(text: string): string {
  if (/^[\u4e00-\u9fff\dA-Z-]*$/.test(text)) return text;
  return text.normalize("NFKC").replace(/\s+/gu, "").toUpperCase();
}

/** The text from an element to the next one, folded, if it may begin with a number; contacts are no room numbers. */
function gapReader(text: string, elements: readonly TaggedPart[]): (i: number) => string {
  let folded: string[] | undefined;
  const open = (): string[] => (folded ??= Array.from(withoutContacts(text)));
  const typed = /[\ud800-\udbff]/.test(text) ? Array.from(text) : text;
  return (i) => {
    const end = elements[i]?.end;
    if (end === undefined || !ANCHORS.has(elements[i]?.type ?? "")) return "";
    const next = elements[i + 1]?.start ?? text.length;
    if (next <= end || !NUMBER_BEHIND.test(Array.from(typed.slice(end, end + 6)).join(""))) return "";
    return open().slice(end, next).join("");
  };
}

const NUMBER_BEHIND = /^[\s,，_＿#＃\-－]*[A-Za-zＡ-Ｚ\d０-９〇零一二三四五六七八九十]/u;

/** As many code units and code points as before, so offsets stay. */
function withoutContacts(text: string): string {
  let open = foldCharacters(text);
  for (const { start, end } of cutText(text)) {
    const blank = open.slice(start, end).replace(/[^\ud800-\udfff]/g, "\n");
    open = open.slice(0, start) + blank + open.slice(end);
  }
  return open;
}
