import { ParseResponse } from "@meridian/contracts/wire";

/** What came back: elements, or the gateway's refusal in its own words. */
export type TesterAnswer =
  { kind: "parsed"; response: ParseResponse } | { kind: "refused"; status: number; message: string };

export function testerAnswer(status: number, body: unknown): TesterAnswer {
  const parsed = ParseResponse.safeParse(body);
  if (status === 200 && parsed.success) return { kind: "parsed", response: parsed.data };
  return { kind: "refused", status, message: errorMessage(body) };
}

function errorMessage(body: unknown): string {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  return hasMessage && typeof error.message === "string" ? error.message : "";
}
