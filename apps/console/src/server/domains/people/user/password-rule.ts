import { AppError } from "@meridian/contracts/errors";
import { dictionary } from "@zxcvbn-ts/language-common";

/** About 50,000 passwords that people choose most, in lower case. */
const common: ReadonlySet<string> = new Set(dictionary["passwords-common"]);
const product = "meridian";
/** Fewer letters beside a known word make it no other password. */
const ownLettersMin = 4;
const standIns: Readonly<Record<string, string>> = {
  ...{ "@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", $: "s", "5": "s", "7": "t" },
};

export type PasswordOwner = { name: string; email: string };

/**
 * Refuses what somebody who guesses tries first (NIST 800-63B, 5.1.1.2): one of the commonest passwords, or little besides the
 * person's name, e-mail address or the product's name; however it is written, with digits around it, or repeated. Throws
 * VALIDATION.
 */
export function assertPasswordGood(password: string, owner: PasswordOwner): void {
  const text = plain(password);
  if (isCommon(text)) {
    throw refusal(
      "password-common",
      "This password is one of the commonest, or made from one. Choose another.",
    );
  }
  if (isMadeOf(text, owner)) {
    const message = "This password is made from a name or an e-mail address. Choose another.";
    throw refusal("password-personal", message);
  }
}

function isCommon(text: string): boolean {
  return readings(text).some((reading) => common.has(reading) || isSequence(reading));
}

/** What a password may be meant as: whole, without signs, without what stands around its letters, without stand-ins. */
function readings(text: string): string[] {
  const bare = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const plain = [
    text,
    text.replace(/[^\p{L}\p{N}]+/gu, ""),
    bare,
    spelled(bare),
    spelled(text.replace(/\d+$/, "")),
  ];
  const all = plain.flatMap((one) => [one, unitOf(one)]);
  return [...new Set(all)].filter((one) => one.length >= ownLettersMin || one === unitOf(text));
}

function spelled(text: string): string {
  return [...text]
    .map((character) => standIns[character] ?? character)
    .join("")
    .replace(/[^\p{L}]+/gu, "");
}

/** What is repeated to make this text; itself, when nothing is. */
function unitOf(text: string): string {
  return /^(.+?)\1+$/u.exec(text)?.[1] ?? text;
}

/** A few characters again and again, or a run such as abcdefghijkl or 987654321098. */
function isSequence(text: string): boolean {
  if (new Set(text).size < 3) return true;
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => (code - (codes[index] ?? 0) + 10) % 10));
  const isRun = steps.size === 1 && [1, 9].includes([...steps][0] ?? 0);
  return (
    isRun &&
    (/^\d+$/.test(text) ||
      codes.every((code, index) => index === 0 || Math.abs(code - (codes[index - 1] ?? 0)) === 1))
  );
}

/** What a person is known by: parts of the name, of what stands before the @, and of the domain. */
type Known = { name: string[]; local: string[]; domain: string[] };

function knownOf({ name, email }: PasswordOwner): Known {
  const [local = "", domain = ""] = plain(email).split("@");
  return { name: partsOf(plain(name)), local: partsOf(local), domain: partsOf(domain) };
}

/**
 * Words that are long enough to be told from chance: three letters, or two of a script without an alphabet. Parts written together
 * count as well as alone, since all of them may be short: `li@ab.co`.
 */
function personalWords({ name, local, domain }: Known): string[] {
  const site = domain.slice(0, -1);
  const together = [name, name.toReversed(), local, domain, [...local, ...site], [...local, ...domain]];
  const all = [product, ...name, ...local, ...domain, ...together.map((parts) => parts.join(""))];
  const words = all.filter((word) => word.length >= (/^[a-z0-9]*$/.test(word) ? 3 : 2));
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}

function isMadeOf(text: string, owner: PasswordOwner): boolean {
  const known = knownOf(owner);
  const words = personalWords(known);
  const together = partsOf(text).join("");
  // Between signs even the shortest part is known for what it is.
  const parts = new Set([...known.name, ...known.local, ...known.domain]);
  const others = partsOf(text).filter(
    (part) => !parts.has(part.replace(/^\d+|\d+$/g, "")) && !parts.has(part),
  );
  const readings = [together, spelled(text), spelled(together)].map((whole) => ({ whole, left: whole }));
  return [...readings, { whole: together, left: others.join("") }].some(({ whole, left }) => {
    const rest = words.reduce((remaining, word) => remaining.replaceAll(word, ""), left);
    if (rest === whole) return false;
    const letters = rest.replace(/[^\p{L}]+/gu, "");
    return letters.length < ownLettersMin || common.has(letters);
  });
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** What stands between signs. */
function partsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
}

function refusal(rule: "password-common" | "password-personal", message: string): AppError {
  return new AppError("VALIDATION", message, { details: { rule } });
}
