/** Execution providers of ONNX Runtime that a session can be opened with. */
export const providers = ["cpu", "webgpu", "cuda"] as const;
export type Provider = (typeof providers)[number];
