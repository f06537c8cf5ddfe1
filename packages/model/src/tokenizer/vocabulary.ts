import { ModelError } from "../model-error.ts";

/** Tokens by text, and the ids of those with a role. */
export interface Vocabulary {
  idOf(token: string): number | undefined;
  readonly unk: number;
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
}

/** Throws ModelError('bad-model') if a special token is missing. */
export function createVocabulary(tokens: readonly string[]): Vocabulary {
  const lookUp = new Map(tokens.map((token, id) => [token, id]));
  const special = (token: string): number => {
    const id = lookUp.get(token);
    if (id === undefined)
      throw new ModelError("bad-model", `vocab.txt: expected a line ${token}, found none.`);
    return id;
  };
  return {
    idOf: (token) => lookUp.get(token),
    unk: special("[UNK]"),
    cls: special("[CLS]"),
    sep: special("[SEP]"),
    pad: special("[PAD]"),
  };
}
