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
  const text = password.normalize("NFKC").toLowerCase();
  if (isCommon(text)) {
    throw refusal(
      "password-common",
      "This password is one of the commonest, or made from one. Choose another.",
    );
  }
  if (isMadeOf(text, personalWords(owner))) {
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

/** Parts of names that are long enough to be told from chance: three letters, or two of a script without an alphabet. */
function personalWords({ name, email }: PasswordOwner): string[] {
  const parts = `${name} ${email}`
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  const joined = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
  const words = [product, joined, ...parts].filter(
    (word) => word.length >= (/^[a-z0-9]*$/.test(word) ? 3 : 2),
  );
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}

/** `words`: the longest first. */
function isMadeOf(text: string, words: readonly string[]): boolean {
  return [text.replace(/[^\p{L}\p{N}]+/gu, ""), spelled(text)].some((reading) => {
    const rest = words.reduce((left, word) => left.replaceAll(word, ""), reading);
    if (rest === reading) return false;
    const letters = rest.replace(/[^\p{L}]+/gu, "");
    return letters.length < ownLettersMin || common.has(letters);
  });
}

function refusal(rule: "password-common" | "password-personal", message: string): AppError {
  return new AppError("VALIDATION", message, { details: { rule } });
}
