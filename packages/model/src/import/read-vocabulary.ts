import { at, isRecord } from "../version/json-checks.ts";
import { parseVocab } from "../version/read-model-version.ts";
import { readOptionalRecord, readOptionalText } from "./text-file.ts";

const TOKENIZER = "tokenizer.json";

export interface Vocabulary {
  /** Token by id. */
  readonly vocab: readonly string[];
  /** As `vocab.txt` of the version: one token a line. */
  readonly vocabText: string;
  /** Whether text is lower-cased first, if the folder says so. */
  readonly lowerCase: boolean | undefined;
}

/**
 * The vocabulary of a folder, from vocab.txt or, where newer libraries write none, from tokenizer.json.
 * @throws ModelError('bad-model') naming the file, what was expected and what was found.
 */
export async function readVocabulary(folder: string): Promise<Vocabulary> {
  const text = await readOptionalText(folder, "vocab.txt");
  const settings = await readOptionalRecord(folder, "tokenizer_config.json");
  const tokenizer = await readOptionalRecord(folder, TOKENIZER);
  const normalizer = isRecord(tokenizer?.normalizer) ? tokenizer.normalizer : {};
  const told = [settings?.do_lower_case, normalizer.lowercase].find((flag) => typeof flag === "boolean");
  const vocabText = text ?? textOf(tokenizer);
  return { vocab: parseVocab(vocabText), vocabText, lowerCase: told as boolean | undefined };
}

function textOf(tokenizer: Record<string, unknown> | undefined): string {
  if (!tokenizer) throw at("vocab.txt", "", `a readable file, or ${TOKENIZER} beside it`, undefined);
  const { type, vocab } = isRecord(tokenizer.model) ? tokenizer.model : {};
  if (type !== "WordPiece" || !isRecord(vocab)) throw at(TOKENIZER, "model.type", '"WordPiece"', type);
  const lines: string[] = [];
  for (const [token, id] of Object.entries(vocab)) {
    if (typeof id !== "number" || lines[id] !== undefined)
      throw at(TOKENIZER, `model.vocab: ${token}`, "an id of its own", id);
    lines[id] = token;
  }
  const gap = Array.from(lines).findIndex((token) => token === undefined || /[\r\n]/u.test(token));
  if (gap >= 0) throw at(TOKENIZER, `model.vocab: id ${gap}`, "a token of one line", lines[gap]);
  return `${lines.join("\n")}\n`;
}
