export { GatewayClient, type CallOptions, type GatewayClientOptions } from "./gateway-client.ts";
