import { expect, test } from "vitest";
import { serverAddress } from "./server-address.ts";

test.each([
  ["postgresql://m:p@db.example.com/m", "db.example.com", 5432],
  ["postgresql://m:p@127.0.0.1:42939/m", "127.0.0.1", 42_939],
  ["postgresql://m@nowhere/m?host=10.0.0.5&port=6432", "10.0.0.5", 6432],
  ["postgresql://m@/m?host=/var/run/postgresql", "/var/run/postgresql", 5432],
  ["postgresql://m@%2Frun%2Fpg:5433/m", "/run/pg", 5433],
])("%s is at %s", (url, host, port) => {
  expect(serverAddress(url)).toEqual({ host, port });
});
