import { gatewayCounterHelp, inferenceCounterHelp } from "@meridian/contracts/wire";

const processGauges = {
  inFlight: "Requests in flight.",
  meshCertificateExpiresSeconds:
    "Seconds until the agent's certificate of the fleet ends, by its clock; negative: it has ended.",
  loopDelayMsP99: "99th percentile of the event loop's delay over the last 10 to 20 s, in milliseconds.",
} as const;

/** HELP of each counter and gauge, with its unit. */
export const metricHelp = {
  inference: {
    counters: inferenceCounterHelp,
    gauges: {
      ...processGauges,
      queueLength: "Sequences that no engine runs yet; how long they waited: stage_seconds of stage queue.",
      rssBytes: "Resident memory of the agent and its engines, in bytes.",
      cacheBytes: "Size of the result cache, in bytes.",
      batchTokens: "Padded tokens that a batch may hold.",
      tokensPerSecondMax: "Padded tokens that the slowest version can run in a second.",
    },
  },
  gateway: {
    counters: gatewayCounterHelp,
    gauges: {
      ...processGauges,
      nodes: "Nodes in the routing table.",
      nodesOut: "Nodes out of rotation.",
      connections: "Open connections of clients.",
      bodyBytes: "Bytes of bodies that come in or wait for their answer.",
    },
  },
};

/** Of each API key, by its id and its client's name. */
export const keyHelp = {
  requests: "Requests that carried this API key.",
  refused: "Of these, requests that its limits refused.",
  addresses: "Addresses answered for it.",
} as const;

export const gpuHelp = {
  utilisation_percent: "Use of the GPU, in percent.",
  memory_used_mib: "GPU memory in use, in MiB.",
  memory_total_mib: "GPU memory, in MiB.",
  temperature_celsius: "Temperature of the GPU, in degrees Celsius.",
  power_watts: "Power drawn by the GPU, in watts.",
};
