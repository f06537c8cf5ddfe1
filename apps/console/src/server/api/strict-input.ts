import { z } from "zod";

type Def = z.core.$ZodTypeDef & Record<string, unknown>;

/**
 * The schema of an input, refusing unknown fields at every depth: a misspelt field that is ignored changes something else than
 * its author meant. Schemas themselves stay as they are, since answers and messages of other releases are read by them too.
 */
export function strictInput<T extends z.ZodType>(schema: T): T {
  const def = schema._zod.def as Def;
  const changed = strictDef(def);
  return changed ? (schema.clone({ ...def, ...changed } as never, { parent: true }) as T) : schema;
}

function strictDef(def: Def): Record<string, unknown> | null {
  const strict = (value: unknown) => strictInput(value as z.ZodType);
  switch (def.type) {
    case "object": {
      const shape = Object.entries(def["shape"] as z.ZodRawShape).map(([name, field]) => [
        name,
        strict(field),
      ]);
      return { shape: Object.fromEntries(shape) as unknown, catchall: z.never() };
    }
    case "array":
      return { element: strict(def["element"]) };
    case "record":
      return { valueType: strict(def["valueType"]) };
    case "union":
      return { options: (def["options"] as unknown[]).map(strict) };
    case "pipe":
      return { in: strict(def["in"]), out: strict(def["out"]) };
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
      return { innerType: strict(def["innerType"]) };
    default:
      return null;
  }
}
