import { expect, it } from "vitest";
import { type Connection, lostAfterMs, nextConnection, shownStatus } from "./connection.ts";

const start: Connection = { status: "connecting", sinceMs: 0 };
const connected = nextConnection(start, "opened", 10);

it("counts a reconnect from the first loss, however often it fails", () => {
  const lost = nextConnection(connected, "closed", 100);
  expect(lost).toEqual({ status: "reconnecting", sinceMs: 100 });
  expect(nextConnection(lost, "closed", 900)).toEqual(lost);
  expect(nextConnection(lost, "opened", 950)).toEqual({ status: "connected", sinceMs: 950 });
});

it("stays connecting while the first connection has not come", () => {
  expect(nextConnection(start, "closed", 5).status).toBe("connecting");
});

it("is lost when refused, and when a reconnect takes too long", () => {
  expect(nextConnection(connected, "refused", 20).status).toBe("lost");
  const away = nextConnection(connected, "closed", 100);
  expect(shownStatus(away, 100 + lostAfterMs - 1)).toBe("reconnecting");
  expect(shownStatus(away, 100 + lostAfterMs)).toBe("lost");
});
