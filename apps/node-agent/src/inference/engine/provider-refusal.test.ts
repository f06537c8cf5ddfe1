import { expect, it } from "vitest";
import { providerRefusal } from "./provider-refusal.ts";

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
