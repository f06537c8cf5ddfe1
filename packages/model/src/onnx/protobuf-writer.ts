const encoder = new TextEncoder();

/** Bytes that can be nested without copying: large tensors go from the checkpoint to the file untouched. */
export class ProtobufWriter {
  readonly chunks: Uint8Array[] = [];
  byteLength = 0;

  /** A non-negative whole number field (wire type 0). */
  int(field: number, value: number): this {
    return this.#push(varint(field * 8)).#push(varint(value));
  }

  /** A float32 field (wire type 5). */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint(field * 8 + 5)).#push(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#push(varint(field * 8 + 2))
      .#push(varint(value.byteLength))
      .#push(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    this.#push(varint(field * 8 + 2)).#push(varint(value.byteLength));
    for (const chunk of value.chunks) this.#push(chunk);
    return this;
  }

  #push(chunk: Uint8Array): this {
    this.chunks.push(chunk);
    this.byteLength += chunk.byteLength;
    return this;
  }
}

/** Base-128 varint; by division, because lengths of large models exceed 31 bits of shifting. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
