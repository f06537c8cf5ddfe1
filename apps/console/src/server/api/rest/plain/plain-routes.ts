import { auditExport } from "./audit-export.ts";
import { eventStream } from "./events/event-stream.ts";
import { documentRoute } from "./openapi-document.ts";
import type { PlainRoute } from "./plain-route.ts";

export const plainRoutes: readonly PlainRoute[] = [
  auditExport,
  eventStream,
  documentRoute(() => plainRoutes),
];
