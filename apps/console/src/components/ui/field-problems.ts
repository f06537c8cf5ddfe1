import { createContext, useCallback, useContext, useEffect, useId, useState } from "react";

type Register = (id: string) => () => void;

/** Around the fields of a form: each tells while it shows a text that it refused. */
export const FieldProblems = createContext<Register | null>(null);

/** For the form: what it sends is not what a refusing field shows, so it must not be sent. */
export function useFieldProblems(): { hasProblem: boolean; register: Register } {
  const [ids, setIds] = useState<readonly string[]>([]);
  const register = useCallback((id: string) => {
    setIds((current) => [...current, id]);
    return () => setIds((current) => current.filter((other) => other !== id));
  }, []);
  return { hasProblem: ids.length > 0, register };
}

/** For a field. */
export function useReportProblem(isRefusing: boolean): void {
  const id = useId();
  const register = useContext(FieldProblems);
  useEffect(() => (isRefusing ? register?.(id) : undefined), [isRefusing, register, id]);
}
