/**
 * Converts little-endian F32, F16 or BF16 bytes to float32; undefined for any other type. Bytes beyond a whole number
 * of elements are left out. Takes the machine to be little-endian, as every machine is that the runtime exists for.
 */
export function toFloat32(bytes: Uint8Array, dtype: string): Float32Array | undefined {
  if (dtype === "F32") return new Float32Array(bytes.slice(0, bytes.length & ~3).buffer);
  if (dtype !== "F16" && dtype !== "BF16") return undefined;
  const halves = new Uint16Array(bytes.slice(0, bytes.length & ~1).buffer);
  if (dtype === "F16") return Float32Array.from(halves, halfToNumber);
  // bfloat16 is the upper half of a float32.
  return new Float32Array(Uint32Array.from(halves, (bits) => bits * 0x10000).buffer);
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
