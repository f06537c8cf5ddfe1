/** What runtimes say when an allocation fails: the arenas of onnxruntime, CUDA and its libraries, Vulkan, C++. */
const texts = [
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
  return texts.some((text) => text.test(message));
}
