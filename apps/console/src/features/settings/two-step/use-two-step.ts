import { useState } from "react";
import { authClient } from "@/client/auth-client.ts";

/** `wrong`: the password or the code. */
export type TwoStepProblem = "wrong" | "throttled" | "failed";
type Answer<T> = { data: T | null; error: { status: number } | null };

/** One request of the library's about the second step, and what became of it. */
export function useTwoStep() {
  const [isPending, setIsPending] = useState(false);
  const [problem, setProblem] = useState<TwoStepProblem | null>(null);
  const ask = async <T>(request: () => Promise<Answer<T>>): Promise<T | null> => {
    setIsPending(true);
    const answer = await request().catch((): Answer<T> => ({ data: null, error: { status: 0 } }));
    setIsPending(false);
    setProblem(answer.error && problemOf(answer.error.status));
    return answer.error ? null : answer.data;
  };
  return { isPending, problem, ask };
}

function problemOf(status: number): TwoStepProblem {
  if (status === 429) return "throttled";
  return status === 400 || status === 401 ? "wrong" : "failed";
}

export const enable = (password: string) => authClient.twoFactor.enable({ password });
export const disable = (password: string) => authClient.twoFactor.disable({ password });
export const verifyTotp = (code: string) => authClient.twoFactor.verifyTotp({ code });
export const generateBackupCodes = (password: string) =>
  authClient.twoFactor.generateBackupCodes({ password });
