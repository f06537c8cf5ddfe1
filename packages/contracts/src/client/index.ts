export {
  GatewayClient,
  type CallOptions,
  type GatewayClientOptions,
  type ParseCallOptions,
  type ParsedAddresses,
} from "./gateway-client.ts";
