import type { FloatTensor } from "../../onnx/graph-builder.ts";
import { toHalves } from "../../onnx/half.ts";
import { writeZip } from "./write-zip.ts";

export type Tensors = ReadonlyMap<string, FloatTensor>;
export type DType = "F64" | "F32" | "F16" | "BF16";

const STORAGES = { F64: "Double", F32: "Float", F16: "Half", BF16: "BFloat16" } as const;

/** A safetensors file. */
export function safetensorsOf(tensors: Tensors, dtype: DType = "F32"): Buffer {
  const header: Record<string, object> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const bytes = bytesOf(data, dtype);
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
    parts.push(bytes);
  }
  const json = Buffer.from(JSON.stringify({ __metadata__: { format: "pt" }, ...header }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...parts]);
}

/**
 * What `torch.save` writes of a state dict: a zip of one pickle and the raw storages.
 * @param options.wrapped names of the dicts around it, outermost first; each has a counter beside the state dict.
 * @param options.isParameter whether the tensors are parameters, as in a dict of `named_parameters()`.
 */
export function pytorchOf(
  tensors: Tensors,
  options: { dtype?: DType; wrapped?: readonly string[]; isParameter?: boolean } = {},
): Buffer {
  const { dtype = "F32", wrapped = [], isParameter = false } = options;
  const items = Array.from(tensors, ([name, { shape, data }], key) => {
    const tensor = tensorOf(STORAGES[dtype], String(key), shape, data.length);
    const value = isParameter ? `ctorch._utils\n_rebuild_parameter\n(${tensor}\x88${ORDERED}tR` : tensor;
    return `${text(name)}${value}`;
  });
  const state = `${ORDERED}(${items.join("")}u`;
  const pickle = [...wrapped]
    .reverse()
    .reduce((inner, name) => `}(${text("epoch")}${int(3)}${text(name)}${inner}u`, state);
  return writeZip([
    { name: "archive/data.pkl", data: Buffer.from(`\x80\x02${pickle}.`, "latin1") },
    ...Array.from(tensors.values(), ({ data }, key) => ({
      name: `archive/data/${key}`,
      data: bytesOf(data, dtype),
    })),
  ]);
}

const ORDERED = "ccollections\nOrderedDict\n)R";

function tensorOf(storage: string, key: string, shape: readonly number[], count: number): string {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const tuple = (values: readonly number[]): string => `(${values.map(int).join("")}t`;
  const id = `(${text("storage")}ctorch\n${storage}Storage\n${text(key)}${text("cpu")}${int(count)}tQ`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${id}${int(0)}${tuple(shape)}${tuple(strides)}\x89${ORDERED}tR`;
}

function text(value: string): string {
  return `X${four(Buffer.byteLength(value))}${value}`;
}

function int(value: number): string {
  return `J${four(value)}`;
}

function four(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes.toString("latin1");
}

function bytesOf(data: Float32Array, dtype: DType): Buffer {
  const values = {
    F64: () => Float64Array.from(data),
    F32: () => data,
    F16: () => toHalves(data),
    // The upper half of a float32.
    BF16: () => Uint16Array.from(new Uint32Array(data.slice().buffer), (bits) => bits >>> 16),
  }[dtype]();
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
