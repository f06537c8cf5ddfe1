import { isModelError } from "../../model-error.ts";
import { at } from "../../version/json-checks.ts";
import { ByteCursor } from "./byte-cursor.ts";

/** A name that a pickle asks for, as `module.name`; it is never looked up, only compared. */
export class PickleGlobal {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What the references in a pickle stand for; each throws for what it does not allow. */
export interface PickleHooks {
  /** Refuses names that may not occur at all. */
  global(name: string): void;
  /** The result of calling `callee` with `args`. */
  call(callee: PickleGlobal, args: readonly unknown[]): unknown;
  /** The object that a persistent id stands for. */
  persistent(id: unknown): unknown;
}

const MARK = Symbol("mark");
/** Lists and dicts grow only by what the stream holds; this bounds the one integer type without a fixed length. */
const INTEGER_BYTES_MAX = 8;

/**
 * Reads a pickle of protocol 2 as data: dicts become Maps, lists and tuples arrays. Nothing is imported or run; opcodes
 * that `torch.save` does not write are refused, and object state (BUILD) is read over.
 * @throws ModelError('bad-model') naming the file and the byte.
 */
export function readPickle(file: string, bytes: Uint8Array, hooks: PickleHooks): unknown {
  const cursor = new ByteCursor(bytes);
  try {
    return run(file, cursor, hooks);
  } catch (cause) {
    if (isModelError(cause)) throw cause;
    throw at(file, `byte ${cursor.position}`, "a well-formed pickle", String(cause));
  }
}

function run(file: string, cursor: ByteCursor, hooks: PickleHooks): unknown {
  const machine = new PickleMachine(cursor, hooks);
  for (;;) {
    const code = cursor.uint8();
    const opcode = String.fromCharCode(code);
    if (opcode === STOP) return machine.pop();
    const execute = OPCODES.get(opcode);
    if (!execute) {
      const found = `opcode 0x${code.toString(16)} at byte ${cursor.position - 1}`;
      throw at(file, "opcodes", "only those that rebuild tensors", found);
    }
    execute(machine);
  }
}

const STOP = ".";

/** What each opcode that `torch.save` writes does; the comments are its names in Python's pickletools. */
const OPCODES: ReadonlyMap<string, (machine: PickleMachine) => void> = new Map([
  ["\x80", (m) => m.cursor.uint8()], // PROTO
  ["(", (m) => m.push(MARK)],
  ["N", (m) => m.push(null)],
  ["\x88", (m) => m.push(true)], // NEWTRUE
  ["\x89", (m) => m.push(false)], // NEWFALSE
  ["K", (m) => m.push(m.cursor.uint8())], // BININT1
  ["M", (m) => m.push(m.cursor.uint16())], // BININT2
  ["J", (m) => m.push(m.cursor.int32())], // BININT
  ["\x8a", (m) => m.push(integer(m.cursor))], // LONG1
  ["G", (m) => m.push(m.cursor.float64BigEndian())], // BINFLOAT
  ["X", (m) => m.push(m.cursor.text(m.cursor.uint32()))], // BINUNICODE
  ["}", (m) => m.push(new Map())], // EMPTY_DICT
  ["]", (m) => m.push([])], // EMPTY_LIST
  [")", (m) => m.push([])], // EMPTY_TUPLE
  ["t", (m) => m.push(m.popToMark())], // TUPLE
  ["\x85", (m) => m.push(m.popMany(1))], // TUPLE1
  ["\x86", (m) => m.push(m.popMany(2))], // TUPLE2
  ["\x87", (m) => m.push(m.popMany(3))], // TUPLE3
  ["a", (m) => m.append(m.popMany(1))], // APPEND
  ["e", (m) => m.append(m.popToMark())], // APPENDS
  ["s", (m) => m.setItems(m.popMany(2))], // SETITEM
  ["u", (m) => m.setItems(m.popToMark())], // SETITEMS
  ["q", (m) => m.memorise(m.cursor.uint8())], // BINPUT
  ["r", (m) => m.memorise(m.cursor.uint32())], // LONG_BINPUT
  ["h", (m) => m.recall(m.cursor.uint8())], // BINGET
  ["j", (m) => m.recall(m.cursor.uint32())], // LONG_BINGET
  ["c", (m) => m.pushGlobal()], // GLOBAL
  ["Q", (m) => m.push(m.hooks.persistent(m.pop()))], // BINPERSID
  ["R", (m) => m.reduce()], // REDUCE
  ["b", (m) => m.pop()], // BUILD
]);

/** The stack and the memo of one pickle. */
class PickleMachine {
  readonly cursor: ByteCursor;
  readonly hooks: PickleHooks;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(cursor: ByteCursor, hooks: PickleHooks) {
    this.cursor = cursor;
    this.hooks = hooks;
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length === 0) throw new RangeError("the stack is empty");
    return this.#stack.pop();
  }

  popMany(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  popToMark(): unknown[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw new RangeError("no mark on the stack");
    return this.#stack.splice(mark).slice(1);
  }

  memorise(index: number): void {
    this.#memo.set(index, this.#stack.at(-1));
  }

  recall(index: number): void {
    if (!this.#memo.has(index)) throw new RangeError(`nothing remembered as ${index}`);
    this.push(this.#memo.get(index));
  }

  setItems(items: readonly unknown[]): void {
    const dict = this.#stack.at(-1);
    if (!(dict instanceof Map) || items.length % 2) throw new TypeError("items for what is no dict");
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  append(items: readonly unknown[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw new TypeError("items for what is no list");
    for (const item of items) list.push(item);
  }

  pushGlobal(): void {
    const name = `${this.cursor.line()}.${this.cursor.line()}`;
    this.hooks.global(name);
    this.push(new PickleGlobal(name));
  }

  reduce(): void {
    const [callee, args] = this.popMany(2);
    if (!(callee instanceof PickleGlobal) || !Array.isArray(args)) throw new TypeError("a call of no name");
    this.push(this.hooks.call(callee, args));
  }
}

function integer(cursor: ByteCursor): number {
  const length = cursor.uint8();
  if (length > INTEGER_BYTES_MAX) throw new RangeError(`an integer of ${length} bytes`);
  const value = Number(cursor.integer(length));
  if (!Number.isSafeInteger(value)) throw new RangeError("an integer beyond 53 bits");
  return value;
}
