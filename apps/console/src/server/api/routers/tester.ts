import { TesterOptions, TestParseInput, TestParseResult } from "@meridian/contracts/api";
import { listTesterOptions, parseAddresses } from "../../domains/tester/index.ts";
import { AppError, errorCodes, httpStatusOf, readProblem } from "@meridian/contracts/errors";
import { touching } from "../touched-regions.ts";
import { procedure, router } from "../trpc.ts";

export const testerRouter = router({
  options: procedure("viewer", {
    method: "GET",
    path: "/tester/options",
    summary: "Regions, nodes and versions that a test can choose",
  })
    .output(TesterOptions)
    .query(({ ctx }) => listTesterOptions({ ctx })),
  parse: procedure(
    "operator",
    {
      method: "POST",
      path: "/parse",
      refusalIn,
      summary: "Parse addresses through a region's gateway as a test",
    },
    { isRepeatable: true, touches: touching.tested },
  )
    .input(TestParseInput)
    .output(TestParseResult)
    .mutation(({ ctx, input }) => parseAddresses({ ctx, input })),
});

/** What the gateway refused or could not do is no success of the console's either. */
function refusalIn(output: unknown): { error: AppError; status: number } | null {
  const { status, body, viaGateway } = TestParseResult.parse(output);
  if (status < 400) return null;
  const told = readProblem(body);
  const code = errorCodes.find((one) => one === told?.code || httpStatusOf(one) === status) ?? "UNAVAILABLE";
  const message = told?.message ?? `The gateway answered with the status ${status}.`;
  return { status, error: new AppError(code, message, { details: { ...told?.details, viaGateway } }) };
}
