import { AppError, type ErrorCode } from "@meridian/contracts/errors";

/** A request that its API key, or the want of one, refuses: the client's own doing, and no failure of the fleet. */
export class KeyRefusal extends AppError {
  constructor(
    code: Extract<ErrorCode, "UNAUTHENTICATED" | "FORBIDDEN" | "OVERLOADED">,
    message: string,
    details?: Record<string, unknown>,
  ) {
    super(code, message, { ...(details && { details }) });
  }
}
