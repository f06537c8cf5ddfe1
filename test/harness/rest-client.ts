import type { UserRole } from "@meridian/contracts/fleet";
import { fetchText } from "@meridian/contracts/wait";
import type { ConsoleClient } from "./console-client.ts";

export type RestAnswer<Body> = { status: number; headers: Headers; body: Body };
type Ask = { body?: object; headers?: Record<string, string> };

/** A script that holds an API token. */
export class RestClient {
  readonly url: string;
  readonly token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  async ask<Body = unknown>(
    method: string,
    path: string,
    { body, headers }: Ask = {},
  ): Promise<RestAnswer<Body>> {
    const init = {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    };
    const { text, ...answer } = await fetchText(`${this.url}/api/v1${path}`, init, { ms: 60_000 });
    const json = (text === "" ? null : JSON.parse(text)) as Body;
    return { status: answer.status, headers: answer.headers, body: json };
  }
}

/** A token of that role, named after it. */
export async function createToken(
  console: ConsoleClient,
  role: UserRole,
): Promise<{ id: string; token: string }> {
  const input = { name: `story ${role}`, role, expiresInDays: 7 };
  return (await console.mutate("token.create", input)) as { id: string; token: string };
}
