import { join } from "node:path";
import { includeOf, loadDivisions, type Element, type Suggestion } from "@meridian/model";
import { createTagger } from "@meridian/model/tagger";
import { root } from "../../../scripts/lib/paths.ts";
import type { Answer } from "./judge.ts";

export interface OurAnswer extends Answer {
  readonly elements: readonly Element[];
  readonly suggestions: readonly Suggestion[];
  readonly verdict: string;
}

const folder = join(root, "packages/model/models/compact");
const names = new Set(["resolution", "contact"] as const);
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
      const { resolution, contact } = includeOf(text, elements, { names, divisions });
      return {
        province: resolution?.province?.name ?? null,
        city: resolution?.city?.name ?? null,
        district: resolution?.district?.name ?? null,
        name: contact?.name?.text ?? null,
        phones: contact?.phones.map((phone) => phone.text) ?? [],
        postcode: contact?.postcode?.text ?? null,
        elements,
        suggestions: resolution?.suggestions ?? [],
        verdict: resolution?.verdict.kind ?? "",
      };
    });
  } finally {
    await tagger.dispose();
  }
}
