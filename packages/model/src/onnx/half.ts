const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** A number as IEEE 754 binary16 bits, rounded to nearest, ties to even; beyond 65,504 it is infinity. */
export function toHalf(value: number): number {
  word[0] = value;
  const float = bits[0] as number;
  const sign = (float >>> 16) & 0x8000;
  const magnitude = float & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 halves are multiples of 2^-24.
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

export function toHalves(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, toHalf);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/**
 * Converts little-endian F64, F32, F16 or BF16 bytes to float32; undefined for any other type. Bytes beyond a whole number
 * of elements are left out. Takes the machine to be little-endian, as every machine is that the runtime exists for.
 */
export function toFloat32(bytes: Uint8Array, dtype: string): Float32Array | undefined {
  if (dtype === "F64") return Float32Array.from(new Float64Array(bytes.slice(0, bytes.length & ~7).buffer));
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
