"use client";

import type { TestParseInput } from "@meridian/contracts";
import { useMutation } from "@tanstack/react-query";
import { type ShownError, shownErrorOf } from "@/client/app-error.ts";
import { type TestParseResult, useTRPC } from "@/client/trpc.ts";

export type TestParse = {
  run: (input: TestParseInput) => void;
  isRunning: boolean;
  /** The last test that was answered, with what was asked. */
  answered: { input: TestParseInput; result: TestParseResult } | null;
  failed: { error: ShownError; retry: () => void } | null;
};

export function useTestParse(): TestParse {
  const { mutate, isPending, data, error, variables } = useMutation(useTRPC().tester.parse.mutationOptions());
  return {
    run: (input) => mutate(input),
    isRunning: isPending,
    answered: data && variables ? { input: variables, result: data } : null,
    failed: error && variables ? { error: shownErrorOf(error), retry: () => mutate(variables) } : null,
  };
}
