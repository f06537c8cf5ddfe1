import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { afterEach, expect, it } from "vitest";
import { answeredUntilMs } from "./use-silence.ts";

const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
afterEach(() => client.clear());

const failure = (httpStatus?: number) =>
  Object.assign(new TRPCClientError("no answer"), httpStatus !== undefined && { data: { httpStatus } });

/** A query that was answered at `atMs`, and then not any more. */
async function askTwice(name: string, atMs: number, error: Error, { isShown = true } = {}): Promise<void> {
  const queryKey = [name];
  client.setQueryData(queryKey, "known", { updatedAt: atMs });
  const observer = new QueryObserver(client, { queryKey, queryFn: () => Promise.reject(error) });
  const leave = observer.subscribe(() => undefined);
  await observer.refetch();
  if (!isShown) leave();
}

const told = () => answeredUntilMs(client.getQueryCache().getAll());

it("is as old as the oldest answer that could not be had again", async () => {
  await askTwice("fleet", 5000, failure(503));
  expect(told()).toBe(5000);
  await askTwice("traffic", 3000, failure());
  expect(told()).toBe(3000);
});

it("takes a refusal for an answer, and minds no query that nobody shows", async () => {
  await askTwice("agent", 5000, failure(404));
  await askTwice("user", 5000, failure(403));
  await askTwice("audit", 5000, failure(500), { isShown: false });
  expect(told()).toBeNull();
});
