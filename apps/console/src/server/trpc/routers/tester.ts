import { TestParseInput } from "@meridian/contracts";
import { listTesterOptions, parseAddresses } from "../../services/tester/index.ts";
import { procedure, router } from "../trpc.ts";

export const testerRouter = router({
  options: procedure("viewer").query(({ ctx }) => listTesterOptions({ ctx })),
  parse: procedure("operator")
    .input(TestParseInput)
    .mutation(({ ctx, input }) => parseAddresses({ ctx, input })),
});
