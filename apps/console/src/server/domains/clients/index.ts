export { askForKeys, getClientAccess, openToAll } from "./client-access.ts";
export { createApiKey, revokeApiKey, updateApiKey } from "./keys/api-keys.ts";
export { startApiKeyLoop } from "./keys/expire-keys.ts";
export { listApiKeys } from "./keys/list-api-keys.ts";
export { type KeyUse, recordKeyUse } from "./keys/record-key-use.ts";
export {
  createScrapeToken,
  listScrapeTokens,
  revokeScrapeToken,
  scrapeTokenHashes,
} from "./scrape-tokens.ts";
