// Token classification by @huggingface/transformers, in a process of its own: node tag.js <models folder> <name> <threads>
// Reads lines {"batches": [[text, …], …]} and answers {"done": true} each.
import { createInterface } from "node:readline";
import { env, pipeline } from "@huggingface/transformers";

const [folder, name, threads] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = folder;
const session = { intraOpNumThreads: Number(threads), interOpNumThreads: 1, graphOptimizationLevel: "all" };
const tag = await pipeline("token-classification", name, {
  dtype: "fp32",
  device: "cpu",
  session_options: session,
});
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const { batches } = JSON.parse(line);
  for (const texts of batches) await tag(texts);
  process.stdout.write(`${JSON.stringify({ done: true })}\n`);
}
