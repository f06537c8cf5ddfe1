import { toHalf, toHalves } from "./half.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/** A dense tensor; `data` is float32. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A node attribute: a non-negative whole number (axes count from the front), a list of them, or (marked) a float. */
export type Attribute = number | readonly number[] | { readonly float: number };

/** Element type numbers of onnx.proto's TensorProto.DataType. */
const DATA_TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
type DataType = keyof typeof DATA_TYPE;

const IR_VERSION = 8;
const OPSET = 17;

/** Collects nodes, initializers, inputs and outputs of one graph. Field numbers are those of onnx.proto. */
export class GraphBuilder {
  readonly #graph = new ProtobufWriter();
  readonly #constants = new Set<string>();
  #count = 0;

  /** Adds a node with one output; returns the output's name. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    output = "",
  ): string {
    const name = output || `${opType}_${this.#count++}`;
    const node = new ProtobufWriter();
    for (const input of inputs) node.string(1, input);
    node.string(2, name).string(3, name).string(4, opType);
    for (const [key, value] of Object.entries(attributes)) node.message(5, attributeOf(key, value));
    this.#graph.message(1, node);
    return name;
  }

  /** A tensor of floats, stored in the given type. */
  initializer(name: string, { shape, data }: FloatTensor, type: "float32" | "float16" = "float32"): string {
    return this.tensor(name, type, shape, type === "float32" ? data : toHalves(data));
  }

  /** A tensor of any type; `data` holds its elements as ONNX stores them, little-endian. */
  tensor(name: string, type: DataType, shape: readonly number[], data: ArrayBufferView): string {
    const tensor = new ProtobufWriter();
    for (const size of shape) tensor.int(1, size);
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    tensor.int(2, DATA_TYPE[type]).string(8, name).bytes(9, raw);
    this.#graph.message(5, tensor);
    return name;
  }

  /** A scalar or list constant, shared among equal uses. */
  constant(type: DataType, value: number | readonly number[]): string {
    const name = `const_${type}_${String(value)}_${Array.isArray(value) ? "list" : "scalar"}`;
    if (this.#constants.has(name)) return name;
    this.#constants.add(name);
    const values = typeof value === "number" ? [value] : value;
    const shape = typeof value === "number" ? [] : [values.length];
    return this.tensor(name, type, shape, elements(type, values));
  }

  input(name: string, type: DataType, axes: readonly (string | number)[]): string {
    this.#graph.message(11, valueInfo(name, type, axes));
    return name;
  }

  output(name: string, type: DataType, axes: readonly (string | number)[]): void {
    this.#graph.message(12, valueInfo(name, type, axes));
  }

  /** The finished ModelProto as a list of chunks to write one after another. */
  model(graphName: string): readonly Uint8Array[] {
    this.#graph.string(2, graphName);
    const opset = new ProtobufWriter().string(1, "").int(2, OPSET);
    const model = new ProtobufWriter().int(1, IR_VERSION).string(2, "meridian").message(8, opset);
    return model.message(7, this.#graph).chunks;
  }
}

function attributeOf(name: string, value: Attribute): ProtobufWriter {
  const attribute = new ProtobufWriter().string(1, name);
  if (typeof value === "number") return attribute.int(3, value).int(20, 2);
  if ("float" in value) return attribute.float(2, value.float).int(20, 1);
  for (const item of value) attribute.int(8, item);
  return attribute.int(20, 7);
}

function valueInfo(name: string, type: DataType, axes: readonly (string | number)[]): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const axis of axes) {
    const dimension = new ProtobufWriter();
    shape.message(1, typeof axis === "number" ? dimension.int(1, axis) : dimension.string(2, axis));
  }
  const tensor = new ProtobufWriter().int(1, DATA_TYPE[type]).message(2, shape);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

function elements(type: DataType, values: readonly number[]): ArrayBufferView {
  switch (type) {
    case "float32":
      return Float32Array.from(values);
    case "float16":
      return Uint16Array.from(values, toHalf);
    case "int32":
      return Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(values, BigInt);
    case "int8":
      return Int8Array.from(values);
    case "uint8":
      return Uint8Array.from(values);
  }
}
