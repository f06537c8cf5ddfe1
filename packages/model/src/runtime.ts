// ONNX Runtime looks up its vendor's host and sends what it runs, unless this is set before the library is loaded. A plain
// import would load it first.
process.env.ORT_DISABLE_TELEMETRY = "1";

export const { InferenceSession, Tensor } = await import("onnxruntime-node");
