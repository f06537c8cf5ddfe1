import { at } from "../../version/json-checks.ts";
import type { TensorFile } from "./tensor-file.ts";

/** What DataParallel, torch.compile and training loops put before every name. */
const WRAPPERS = ["module.", "_orig_mod.", "model."];
const [MGEO, BERT] = ["bert.text_encoder.", "bert."];

/**
 * A file of weights under MGeo's names: without the prefixes of wrappers, Hugging Face's `bert.` as `bert.text_encoder.`,
 * and TensorFlow's `gamma` and `beta` of a LayerNorm as `weight` and `bias`.
 * @throws ModelError('bad-model') if two tensors would have one name.
 */
export function underMgeoNames(file: TensorFile): TensorFile {
  const sourceOf = new Map<string, string>();
  const nameOf = renaming(Array.from(file.shapes.keys()));
  for (const source of file.shapes.keys()) {
    const name = nameOf(source);
    const other = sourceOf.get(name);
    if (other !== undefined) throw at(file.name, name, "one tensor", [other, source]);
    sourceOf.set(name, source);
  }
  return {
    name: file.name,
    shapes: new Map(Array.from(file.shapes, ([source, shape]) => [nameOf(source), shape])),
    read: (name) => file.read(sourceOf.get(name) ?? name),
    close: () => file.close(),
  };
}

function renaming(sources: readonly string[]): (source: string) => string {
  const wrapper = wrapperOf(sources);
  const bare = sources.map((source) => source.slice(wrapper.length));
  const startsAny = (prefix: string): boolean => bare.some((name) => name.startsWith(prefix));
  const isHuggingFace = !startsAny(MGEO) && (startsAny("bert.encoder.") || startsAny("bert.embeddings."));
  return (source) => {
    const name = source.slice(wrapper.length);
    const moved = isHuggingFace && name.startsWith(BERT) ? MGEO + name.slice(BERT.length) : name;
    return moved
      .replace(/\.LayerNorm\.gamma$/u, ".LayerNorm.weight")
      .replace(/\.LayerNorm\.beta$/u, ".LayerNorm.bias");
  };
}

/** The longest chain of wrappers' prefixes that every name begins with. */
function wrapperOf(sources: readonly string[]): string {
  let prefix = "";
  for (;;) {
    const longer = WRAPPERS.map((wrapper) => prefix + wrapper).find(
      (candidate) => sources.length > 0 && sources.every((source) => source.startsWith(candidate)),
    );
    if (longer === undefined) return prefix;
    prefix = longer;
  }
}
