import type { ExecutionProvider } from "../../env.ts";

/** What a runtime's message means, for the operator. */
const meanings: [RegExp, string][] = [
  [
    /ExecutionProvider_Cuda|libonnxruntime_providers_(shared|cuda)|libcu(dart|dnn|blas)/,
    "its libraries are missing (onnxruntime's for CUDA 12, CUDA 12 itself, cuDNN 9)",
  ],
  [/WebGPU adapter|libvulkan/, "no GPU that it can use, or no Vulkan driver (libvulkan.so.1)"],
];

/** One line that says why a provider could not open the model, the runtime's own words last. */
export function providerRefusal(provider: ExecutionProvider, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const meaning = meanings.find(([pattern]) => provider !== "cpu" && pattern.test(message))?.[1];
  return meaning ? `${provider}: ${meaning}: ${message}` : `${provider}: ${message}`;
}
