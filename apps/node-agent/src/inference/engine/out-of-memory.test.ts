import { expect, it } from "vitest";
import { isOutOfMemory } from "./out-of-memory.ts";

it.each([
  "Non-zero status code returned while running Add node. Name:'Add_9' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 33554432",
  "CUDA failure 2: out of memory ; GPU=0 ; hostname=gpu-1 ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_allocator.cc ; line=47 ; expr=cudaMalloc((void**)&p, size);",
  "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; line=73 ; expr=cublasCreate(&cublas_handle_);",
  "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0",
  "vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY",
  "std::bad_alloc",
])("knows %j", (message) => {
  expect(isOutOfMemory(message)).toBe(true);
});

it.each([
  "Got invalid dimensions for input: input_ids for the following indices",
  "CUDA failure 700: an illegal memory access was encountered ; GPU=0",
  "A row has 200 tokens, the model takes 128.",
])("takes %j for something else", (message) => {
  expect(isOutOfMemory(message)).toBe(false);
});
