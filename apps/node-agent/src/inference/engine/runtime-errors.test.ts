import { expect, it } from "vitest";
import { isOutOfMemory, providerRefusal } from "./runtime-errors.ts";

it.each([
  "Non-zero status code returned while running Add node. Name:'Add_9' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 33554432",
  "CUDA failure 2: out of memory ; GPU=0 ; hostname=gpu-1 ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_allocator.cc ; line=47 ; expr=cudaMalloc((void**)&p, size);",
  "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; line=73 ; expr=cublasCreate(&cublas_handle_);",
  "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0",
  "vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY",
  "std::bad_alloc",
])("takes %j for a lack of memory", (message) => {
  expect(isOutOfMemory(message)).toBe(true);
});

it.each([
  "Got invalid dimensions for input: input_ids for the following indices",
  "CUDA failure 700: an illegal memory access was encountered ; GPU=0",
  "A row has 200 tokens, the model takes 128.",
])("takes %j for something else", (message) => {
  expect(isOutOfMemory(message)).toBe(false);
});

const cuda = "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library";
const cudnn =
  "Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn_adv.so.9: cannot open shared object file";
const webgpu = "Failed to get a WebGPU adapter: No supported adapters";

it.each([
  ["cuda", cuda, /^cuda: its libraries are missing \(.*\): Ort/],
  ["cuda", cudnn, /^cuda: its libraries are missing .*libcudnn_adv/],
  ["webgpu", webgpu, /^webgpu: no GPU that it can use, or no Vulkan driver/],
  ["cpu", "Protobuf parsing failed.", /^cpu: Protobuf parsing failed\.$/],
] as const)("says what stands in the way of %s", (provider, message, expected) => {
  expect(providerRefusal(provider, new Error(message))).toMatch(expected);
});
