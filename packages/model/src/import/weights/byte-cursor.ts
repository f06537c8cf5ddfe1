/** Reads little-endian values one after another; past the end it throws RangeError, as DataView does. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(): number {
    return this.#view.getUint8(this.#step(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#step(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#step(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#step(4), true);
  }

  /** A float64 with its most significant byte first. */
  float64BigEndian(): number {
    return this.#view.getFloat64(this.#step(8), false);
  }

  text(length: number): string {
    const start = this.#step(length);
    if (start + length > this.#bytes.length) throw new RangeError("The text reaches past the end.");
    return new TextDecoder().decode(this.#bytes.subarray(start, start + length));
  }

  /** Text up to the next line feed, which is read over. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new RangeError("The line has no end.");
    const text = this.text(end - this.position);
    this.position++;
    return text;
  }

  /** A signed integer of `length` bytes. */
  integer(length: number): bigint {
    let value = 0n;
    for (let i = 0; i < length; i++) value |= BigInt(this.uint8()) << BigInt(8 * i);
    return BigInt.asIntN(8 * length, value);
  }

  #step(length: number): number {
    const start = this.position;
    this.position += length;
    return start;
  }
}
