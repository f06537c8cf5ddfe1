export { BodyBudget, type HeldBody } from "./body-budget.ts";
export { limitBody } from "./body-limit.ts";
export { clientAddressOf, compileTrust, networkOf, type Trust, TrustedProxies } from "./client-address.ts";
export {
  canonicalAddress,
  type ForbiddenAddress,
  forbiddenAddress,
  forbiddenNetwork,
  isInNetworks,
} from "./forbidden-address.ts";
export { listenerLimits } from "./limits.ts";
export {
  type MetricsAddress,
  metricsElsewhere,
  MetricsListener,
  type MetricsListenerParts,
} from "./metrics-listener.ts";
export { keepUpgrades } from "./upgrades.ts";
export { toPlainTarget } from "./request-target.ts";
export { keptPortFile, readKeptPort } from "./kept-port.ts";
export { createListener, readTlsFiles, type TlsFiles, tlsVariables, warnOfTls } from "./tls.ts";
