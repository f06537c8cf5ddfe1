import { isModelError } from "../model-error.ts";
import { at } from "../version/json-checks.ts";
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
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  const pop = (): unknown => {
    if (stack.length === 0) throw new RangeError("the stack is empty");
    return stack.pop();
  };
  const popMany = (count: number): unknown[] => Array.from({ length: count }, pop).reverse();
  const popToMark = (): unknown[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw new RangeError("no mark on the stack");
    return stack.splice(mark).slice(1);
  };
  const memorise = (index: number): void => void memo.set(index, stack.at(-1));
  const recall = (index: number): void => {
    if (!memo.has(index)) throw new RangeError(`nothing remembered as ${index}`);
    stack.push(memo.get(index));
  };
  const setItems = (items: readonly unknown[]): void => {
    const dict = stack.at(-1);
    if (!(dict instanceof Map) || items.length % 2) throw new TypeError("items for what is no dict");
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  };
  const append = (items: readonly unknown[]): void => {
    const list = stack.at(-1);
    if (!Array.isArray(list)) throw new TypeError("items for what is no list");
    for (const item of items) list.push(item);
  };
  for (;;) {
    const opcode = cursor.uint8();
    switch (String.fromCharCode(opcode)) {
      case "\x80": // PROTO
        cursor.uint8();
        break;
      case ".": // STOP
        return pop();
      case "(":
        stack.push(MARK);
        break;
      case "N":
        stack.push(null);
        break;
      case "\x88": // NEWTRUE
        stack.push(true);
        break;
      case "\x89": // NEWFALSE
        stack.push(false);
        break;
      case "K": // BININT1
        stack.push(cursor.uint8());
        break;
      case "M": // BININT2
        stack.push(cursor.uint16());
        break;
      case "J": // BININT
        stack.push(cursor.int32());
        break;
      case "\x8a": // LONG1
        stack.push(integer(cursor));
        break;
      case "G": // BINFLOAT
        stack.push(cursor.float64BigEndian());
        break;
      case "X": // BINUNICODE
        stack.push(cursor.text(cursor.uint32()));
        break;
      case "}": // EMPTY_DICT
        stack.push(new Map());
        break;
      case "]": // EMPTY_LIST
      case ")": // EMPTY_TUPLE
        stack.push([]);
        break;
      case "t": // TUPLE
        stack.push(popToMark());
        break;
      case "\x85": // TUPLE1
      case "\x86":
      case "\x87":
        stack.push(popMany(opcode - 0x84));
        break;
      case "a": // APPEND
        append(popMany(1));
        break;
      case "e": // APPENDS
        append(popToMark());
        break;
      case "s": // SETITEM
        setItems(popMany(2));
        break;
      case "u": // SETITEMS
        setItems(popToMark());
        break;
      case "q": // BINPUT
        memorise(cursor.uint8());
        break;
      case "r": // LONG_BINPUT
        memorise(cursor.uint32());
        break;
      case "h": // BINGET
        recall(cursor.uint8());
        break;
      case "j": // LONG_BINGET
        recall(cursor.uint32());
        break;
      case "c": {
        // GLOBAL
        const name = `${cursor.line()}.${cursor.line()}`;
        hooks.global(name);
        stack.push(new PickleGlobal(name));
        break;
      }
      case "Q": // BINPERSID
        stack.push(hooks.persistent(pop()));
        break;
      case "R": {
        // REDUCE
        const [callee, args] = popMany(2);
        if (!(callee instanceof PickleGlobal) || !Array.isArray(args))
          throw new TypeError("a call of no name");
        stack.push(hooks.call(callee, args));
        break;
      }
      case "b": // BUILD
        pop();
        break;
      default: {
        const found = `opcode 0x${opcode.toString(16)} at byte ${cursor.position - 1}`;
        throw at(file, "opcodes", "only those that rebuild tensors", found);
      }
    }
  }
}

function integer(cursor: ByteCursor): number {
  const length = cursor.uint8();
  if (length > INTEGER_BYTES_MAX) throw new RangeError(`an integer of ${length} bytes`);
  const value = Number(cursor.integer(length));
  if (!Number.isSafeInteger(value)) throw new RangeError("an integer beyond 53 bits");
  return value;
}
