// npm run db:seed
import { createDatabase } from "../client.ts";
import { runOnDatabase } from "../database-command.ts";
import { seedStandard } from "./seed-standard.ts";

await runOnDatabase(async (url) => {
  const db = createDatabase({ url });
  try {
    const regions = await seedStandard(db);
    return regions.length === 0 ? "Nothing to do: it is in use." : `Created regions ${regions.join(", ")}.`;
  } finally {
    await db.close();
  }
});
