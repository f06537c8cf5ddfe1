import { failureReason } from "@meridian/contracts/wait";

type Described = { message?: unknown; error?: unknown };

/** Why the control session has no link, in words for the operator: what to change, where that is known. */
export function connectFailure(error: Error): string {
  if (error.message === "timeout") return "no answer in time";
  const { message, error: cause } = descriptionOf(error);
  if (typeof message !== "string") return error.message;
  const [, status] = /^Unexpected server response: (\d+)$/.exec(message) ?? [];
  if (status !== undefined) return upgradeFailure(Number(status));
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const isUntrusted = /CERT|SIGNATURE/.test(code);
  const told = cause instanceof Error ? failureReason(cause) : message || error.message;
  return isUntrusted ? `${told}: name its certificate authority by NODE_EXTRA_CA_CERTS` : told;
}

/** What an HTTP answer in place of the upgrade means. */
function upgradeFailure(status: number): string {
  const answered = `the WebSocket upgrade was answered with HTTP ${status}`;
  if (status >= 300 && status < 400) {
    return `${answered}: the console is elsewhere, set MERIDIAN_CONSOLE_URL to where it redirects`;
  }
  if (status === 407)
    return `${answered}: the proxy on the way out (HTTPS_PROXY) wants a name and a password`;
  if (status === 401 || status === 403) return `${answered}: something in front of the console refuses it`;
  if (status >= 500) return `${answered}: a proxy does not reach the console, or the console is starting`;
  return `${answered}: a proxy in front of the console has to pass the headers Upgrade and Connection on`;
}

/** socket.io keeps the event of its transport beside the message "websocket error". */
function descriptionOf(error: Error): Described {
  const description: unknown = "description" in error ? error.description : undefined;
  return typeof description === "object" && description !== null ? description : {};
}
