import { TesterOptions, TestParseInput, TestParseResult } from "@meridian/contracts/api";
import { listTesterOptions, parseAddresses } from "../../domains/tester/index.ts";
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
      summary: "Parse addresses through a region's gateway as a test",
    },
    { isRepeatable: true },
  )
    .input(TestParseInput)
    .output(TestParseResult)
    .mutation(({ ctx, input }) => parseAddresses({ ctx, input })),
});
