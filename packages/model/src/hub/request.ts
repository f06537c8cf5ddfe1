import { ModelError } from "../model-error.ts";

/** Fetches a URL. Throws ModelError('unreachable') if there is no answer. */
export async function request(url: string, headers: Record<string, string> = {}): Promise<Response> {
  try {
    // A compressed answer would have other sizes and ranges than the file.
    return await fetch(url, { headers: { "accept-encoding": "identity", ...headers } });
  } catch (cause) {
    throw new ModelError("unreachable", `${new URL(url).origin} can't be reached: ${reasonOf(cause)}.`, {
      cause,
    });
  }
}

/** The error of an answer that is not the one asked for. */
export async function refusal(response: Response): Promise<ModelError> {
  await response.body?.cancel();
  const { origin, pathname } = new URL(response.url);
  return new ModelError("unreachable", `${origin}${pathname} answered with status ${response.status}.`, {
    details: { status: response.status },
  });
}

/** fetch says only "fetch failed"; the reason is in its cause. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ("code" in cause ? String(cause.code) : cause.name);
}
