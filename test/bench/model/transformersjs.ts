import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ModelVersion } from "@meridian/model";
import { root } from "../../../scripts/lib/paths.ts";
import { say } from "../lib/report.ts";

export const peerDir = join(root, "test/bench/peers/transformersjs");

/** `@huggingface/transformers` in a process of its own, on the same graph. */
export class TransformersJs {
  private readonly answers: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcess) {
    if (!child.stdout) throw new Error("the peer has no output");
    this.answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async start(version: ModelVersion, onnxPath: string, threads: number): Promise<TransformersJs> {
    const models = prepareTransformersJs(version, onnxPath);
    const args = [join(peerDir, "tag.js"), models, version.name, String(threads)];
    const child = spawn(process.execPath, args, { cwd: peerDir, stdio: ["pipe", "pipe", "inherit"] });
    const peer = new TransformersJs(child);
    await peer.next();
    return peer;
  }

  /** Tags batch after batch. */
  async tag(batches: string[][]): Promise<void> {
    this.child.stdin?.write(`${JSON.stringify({ batches })}\n`);
    await this.next();
  }

  stop(): void {
    this.child.stdin?.end();
  }

  private async next(): Promise<unknown> {
    const { value, done } = await this.answers.next();
    if (done) throw new Error("the peer ended");
    return JSON.parse(value);
  }
}

/** Installs it if need be and lays the version out for it; the folder of its models, this one under the version's name. */
export function prepareTransformersJs(version: ModelVersion, onnxPath: string): string {
  install();
  const models = join(root, ".meridian/bench/transformersjs");
  writeModelFolder(join(models, version.name), version, onnxPath);
  return models;
}

function install(): void {
  if (existsSync(join(peerDir, "node_modules/@huggingface/transformers"))) return;
  say("installing @huggingface/transformers beside the benchmark (once)");
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" };
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: peerDir,
    env,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("@huggingface/transformers could not be installed");
}

/** The folder that the peer loads: the same weights and graph, whose inputs are declared int64 as it feeds them. */
function writeModelFolder(folder: string, version: ModelVersion, onnxPath: string): void {
  mkdirSync(join(folder, "onnx"), { recursive: true });
  const { vocab, labels } = version;
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  write("config.json", {
    model_type: "bert",
    architectures: ["BertForTokenClassification"],
    id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
  });
  write("tokenizer_config.json", {
    tokenizer_class: "BertTokenizer",
    model_max_length: 512,
    pad_token: "[PAD]",
    unk_token: "[UNK]",
    cls_token: "[CLS]",
    sep_token: "[SEP]",
    mask_token: "[MASK]",
  });
  write("tokenizer.json", tokenizerOf(vocab));
  writeFileSync(join(folder, "onnx/model.onnx"), withInt64Inputs(readFileSync(onnxPath)));
}

/** As the version's own encoder makes them: digits and letters folded, one token a character. */
function tokenizerOf(vocab: readonly string[]) {
  const special = (content: string) => ({
    id: vocab.indexOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const [cls, sep] = ["[CLS]", "[SEP]"];
  const at = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const fold = (pattern: string, content: string) => ({
    type: "Replace",
    pattern: { Regex: pattern },
    content,
  });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: ["[PAD]", "[UNK]", cls, sep, "[MASK]"].map(special),
    normalizer: { type: "Sequence", normalizers: [fold("[0-9０-９]", "0"), fold("[A-Za-zＡ-Ｚａ-ｚ]", "A")] },
    pre_tokenizer: { type: "Split", pattern: { Regex: "." }, behavior: "Isolated", invert: false },
    post_processor: {
      type: "TemplateProcessing",
      single: [at(cls), { Sequence: { id: "A", type_id: 0 } }, at(sep)],
      pair: [],
      special_tokens: Object.fromEntries(
        [cls, sep].map((id) => [id, { id, ids: [vocab.indexOf(id)], tokens: [id] }]),
      ),
    },
    decoder: null,
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocab.map((token, id) => [token, id])),
    },
  };
}

/** Changes the element type of both inputs from int32 to int64 in the graph's bytes (ValueInfoProto: name, then type). */
function withInt64Inputs(onnx: Buffer): Buffer {
  const int32 = 6;
  const int64 = 7;
  for (const name of ["input_ids", "attention_mask"]) {
    const label = Buffer.concat([Buffer.from([0x0a, name.length]), Buffer.from(name), Buffer.from([0x12])]);
    const at = onnx.indexOf(label);
    const type = onnx.indexOf(Buffer.from([0x08, int32]), at + label.length);
    if (at < 0 || type < 0 || type > at + label.length + 8)
      throw new Error(`the graph's input ${name} was not found`);
    onnx[type + 1] = int64;
  }
  return onnx;
}
