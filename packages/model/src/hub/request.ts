import { failureReason, fetchHead } from "@meridian/contracts/wait";
import { ModelError } from "../model-error.ts";

/** A hub that says nothing for so long is not waited for. */
export const silenceMaxMs = 30_000;

/** Fetches a URL. Throws ModelError('unreachable') if there is no answer. */
export async function request(url: string, headers: Record<string, string> = {}): Promise<Response> {
  try {
    return await fetchHead(url, { headers }, { ms: silenceMaxMs });
  } catch (cause) {
    throw new ModelError("unreachable", `${new URL(url).origin} can't be reached: ${failureReason(cause)}.`, {
      cause,
    });
  }
}

/** The error of an answer that is not the one asked for. */
export function refusal(response: Response): ModelError {
  void response.body?.cancel().catch(() => undefined);
  const { origin, pathname } = new URL(response.url);
  return new ModelError("unreachable", `${origin}${pathname} answered with status ${response.status}.`, {
    details: { status: response.status },
  });
}
