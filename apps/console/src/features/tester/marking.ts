/** Which element is pointed at or focused, by its index. */
export type Marking = { marked: number | null; onMark: (index: number | null) => void };

/** Props by which a drawing of an element marks it everywhere. */
export function markProps(index: number, onMark: Marking["onMark"]) {
  const clear = () => onMark(null);
  const mark = () => onMark(index);
  return { onPointerEnter: mark, onPointerLeave: clear, onFocus: mark, onBlur: clear };
}
