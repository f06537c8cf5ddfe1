// Token classification by @huggingface/transformers behind fastify: node serve.js <models folder> <name> <threads> <port>
import { env, pipeline } from "@huggingface/transformers";
import Fastify from "fastify";

const [folder, name, threads, port] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = folder;
const tag = await pipeline("token-classification", name, {
  dtype: "fp32",
  device: "cpu",
  session_options: {
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
  },
});

const app = Fastify();
app.get("/healthz", () => ({ status: "ok" }));
app.post("/v1/parse", async (request) => {
  const tagged = await tag(request.body.addresses);
  return { results: tagged.map((elements) => ({ elements })) };
});
await app.listen({ host: "127.0.0.1", port: Number(port) });
