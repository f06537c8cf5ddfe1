import { expect, it } from "vitest";
import { type Connection, nextConnection } from "./connection.ts";

const start: Connection = { status: "connecting", sinceMs: 0, refusal: null };
const connected = nextConnection(start, "opened", 10);

it("counts a reconnect from the first loss, however often it fails", () => {
  const lost = nextConnection(connected, "closed", 100);
  expect(lost).toMatchObject({ status: "reconnecting", sinceMs: 100 });
  expect(nextConnection(lost, "closed", 900)).toEqual(lost);
  expect(nextConnection(lost, "opened", 950)).toMatchObject({ status: "connected", sinceMs: 950 });
});

it("stays connecting while the first connection has not come", () => {
  expect(nextConnection(start, "closed", 5).status).toBe("connecting");
});

it("is lost when refused, says why, and is well when it is let in again", () => {
  const refused = nextConnection(connected, { refused: "address" }, 20);
  expect(refused).toMatchObject({ status: "lost", refusal: "address" });
  expect(nextConnection(refused, "opened", 30)).toEqual({
    status: "connected",
    sinceMs: 30,
    refusal: null,
  });
});
