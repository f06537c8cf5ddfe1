import { join } from "node:path";
import { assemble, contactOf, loadDivisions, resolve, type Element, type Suggestion } from "@meridian/model";
import { createTagger } from "@meridian/model/tagger";
import { root } from "../../../scripts/lib/paths.ts";
import type { Answer } from "./judge.ts";

export interface OurAnswer extends Answer {
  readonly elements: readonly Element[];
  readonly suggestions: readonly Suggestion[];
  readonly verdict: string;
}

const folder = join(root, "packages/model/models/compact");
/** What a version with the text pass is made with; the bundled one is of before. */
const pass = { textPass: 1, windowLength: 48, windowOverlap: 20 } as const;

/** The shipped model with the text pass, and its elements resolved, as a node answers. */
export async function answerOurs(texts: readonly string[]): Promise<OurAnswer[]> {
  const tagger = await createTagger(folder, pass);
  const divisions = loadDivisions();
  try {
    const tagged = await tagger.tag(texts);
    return texts.map((text, i) => {
      const elements = tagged[i] ?? [];
      const resolved = resolve(assemble(elements, text, divisions), divisions);
      const { name, phones, postcode } = contactOf(text);
      return {
        province: resolved.province?.name ?? null,
        city: resolved.city?.name ?? null,
        district: resolved.district?.name ?? null,
        name: name?.text ?? null,
        phones: phones.map((phone) => phone.text),
        postcode: postcode?.text ?? null,
        elements,
        suggestions: resolved.suggestions,
        verdict: resolved.verdict.kind,
      };
    });
  } finally {
    await tagger.dispose();
  }
}
