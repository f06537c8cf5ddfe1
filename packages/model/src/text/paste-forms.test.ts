import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calibrationAddresses } from "../calibration/calibration-addresses.ts";
import type { LabelledText } from "../eval/read-conll.ts";
import type { Tagger } from "../tagger.ts";
import { createTagger } from "../tagger.ts";
import { contactOf } from "./contact.ts";
import { pasted, pasteForms, receiver } from "./testing/paste-forms.ts";

const COMPACT = fileURLToPath(new URL("../../models/compact", import.meta.url));
const COUNT = 80;

let tagger: Tagger;
let addresses: LabelledText[];
beforeAll(async () => {
  tagger = await createTagger(COMPACT, { textPass: 1, windowLength: 48, windowOverlap: 20 });
  const all = await calibrationAddresses();
  addresses = Array.from({ length: COUNT }, (_, i) => all[15 * i] as LabelledText);
});
afterAll(() => tagger.dispose());

describe(`${COUNT} addresses`, () => {
  it.each(pasteForms)("as %s: their elements as without it, and no other", async (form) => {
    const plain = await tagger.tag(addresses.map(({ text }) => text));
    const texts = addresses.map((address, i) => pasted(form, address, receiver(i)));
    const found = await tagger.tag(texts);
    const brief = (elements: readonly { type: string; text: string }[] = []): string =>
      elements.map(({ type, text }) => `${type}=${text}`).join(" ");
    const wrong = texts.flatMap((text, i) =>
      brief(found[i]) === brief(plain[i]) ? [] : [{ text, found: brief(found[i]), plain: brief(plain[i]) }],
    );
    expect(wrong).toEqual([]);
  });

  it.each(pasteForms)("as %s: who receives, at the offsets where it stands", (form) => {
    addresses.forEach((address, i) => {
      const who = receiver(i);
      const text = pasted(form, address, who);
      const { name, phones, postcode } = contactOf(text);
      expect([text, name?.text, phones.map((phone) => phone.text)]).toEqual([text, who.name, [who.phone]]);
      if (text.includes(who.postcode)) expect(postcode?.text).toBe(who.postcode);
      const characters = Array.from(text);
      for (const piece of [name, postcode, ...phones]) {
        if (piece) expect(characters.slice(piece.start, piece.end).join("")).toBe(piece.text);
      }
    });
  });
});
