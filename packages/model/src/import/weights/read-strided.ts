/** Lays out the elements of a strided view row by row; returns `items` itself where it already is. */
export function readStrided(
  items: Float32Array,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array {
  if (isRowMajor(shape, strides)) return items;
  const count = shape.reduce((a, b) => a * b, 1);
  const out = new Float32Array(count);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    out[to] = items[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      const position = (index[axis] as number) + 1;
      from += stride;
      index[axis] = position;
      if (position < (shape[axis] as number)) break;
      from -= position * stride;
      index[axis] = 0;
    }
  }
  return out;
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}
