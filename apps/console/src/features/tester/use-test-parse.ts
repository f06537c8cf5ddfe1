"use client";

import type { TestParseInput } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type ShownError, shownErrorOf } from "@/client/query/app-error.ts";
import { type TestParseResult, useTRPC } from "@/client/query/trpc.ts";

export type TestParse = {
  run: (input: TestParseInput) => void;
  isRunning: boolean;
  /** The last test that was answered, with what was asked; it stays while the next one runs. */
  answered: { input: TestParseInput; result: TestParseResult } | null;
  failed: { error: ShownError; retry: () => void } | null;
};

export function useTestParse(): TestParse {
  const [answered, setAnswered] = useState<TestParse["answered"]>(null);
  const options = useTRPC().tester.parse.mutationOptions({
    onSuccess: (result, input) => setAnswered({ input, result }),
  });
  const { mutate, isPending, error, variables } = useMutation(options);
  return {
    run: (input) => mutate(input),
    isRunning: isPending,
    answered,
    failed: error && variables ? { error: shownErrorOf(error), retry: () => mutate(variables) } : null,
  };
}
