export { openSecrets, type SecretSource } from "./open-secrets.ts";
export { rotateSecretKey } from "./rotate-secret-key.ts";
