import type { ExecutionProvider } from "../../env.ts";

/** What runtimes say when an allocation fails: the arenas of onnxruntime, CUDA and its libraries, Vulkan, C++. */
const outOfMemoryTexts = [
  /failed to allocate memory/i,
  /bad_alloc/,
  /out of memory/i,
  /CUDA (failure|error) 2\b/i,
  /cudaErrorMemoryAllocation/,
  /CU\w+_STATUS_ALLOC_FAILED/,
  /OUT_OF_(DEVICE_|HOST_)?MEMORY/,
  /Array buffer allocation failed/,
];

/** A run needed more memory than there is; the engine lives and a smaller batch may pass. */
export class OutOfMemoryError extends Error {
  override readonly name = "OutOfMemoryError";
}

export function isOutOfMemory(message: string): boolean {
  return outOfMemoryTexts.some((text) => text.test(message));
}

/** What a runtime's message means, for the operator. */
const refusalMeanings: [RegExp, string][] = [
  [
    /ExecutionProvider_Cuda|libonnxruntime_providers_(shared|cuda)|libcu(dart|dnn|blas)/,
    "its libraries are missing (onnxruntime's for CUDA 12, CUDA 12 itself, cuDNN 9)",
  ],
  [/WebGPU adapter|libvulkan/, "no GPU that it can use, or no Vulkan driver (libvulkan.so.1)"],
];

/** One line that says why a provider could not open the model, the runtime's own words last. */
export function providerRefusal(provider: ExecutionProvider, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const meaning = refusalMeanings.find(([pattern]) => provider !== "cpu" && pattern.test(message))?.[1];
  return meaning ? `${provider}: ${meaning}: ${message}` : `${provider}: ${message}`;
}
