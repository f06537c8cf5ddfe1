/** Converts little-endian F32, F16 or BF16 bytes to float32; undefined for any other type. */
export function toFloat32(bytes: Uint8Array, dtype: string): Float32Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (dtype === "F32") {
    return Float32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getFloat32(i * 4, true));
  }
  const bits = (i: number): number => view.getUint16(i * 2, true);
  if (dtype === "F16")
    return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => halfToNumber(bits(i)));
  if (dtype !== "BF16") return undefined;
  // bfloat16 is the upper half of a float32.
  const words = Uint32Array.from({ length: bytes.length >> 1 }, (_, i) => bits(i) * 0x10000);
  return new Float32Array(words.buffer);
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
