export { failureReason, fetchHead, fetchText, piecesOf, type TextAnswer } from "./fetch-text.ts";
export { type Limit, TimeoutError, within } from "./within.ts";
