import type { gatewayCounters, inferenceCounters } from "@meridian/contracts/wire";

const processGauges = {
  inFlight: "Requests in flight.",
  loopDelayMsP99: "99th percentile of the event loop's delay since the reading before, in milliseconds.",
} as const;
const outcomes = {
  requests: "Requests received.",
  ok: "Requests answered with a status below 400.",
  clientErrors: "Requests answered with 4xx other than 429.",
  serverErrors: "Requests answered with 5xx.",
  refused: "Requests answered with 429.",
} as const;

/** HELP of each counter and gauge, with its unit. */
export const metricHelp = {
  inference: {
    counters: {
      ...outcomes,
      addresses: "Addresses received.",
      addressErrors: "Addresses answered with an error.",
      cacheHits: "Addresses answered from the cache.",
      batches: "Batches that an engine ran.",
      tokensReal: "Tokens in these batches, without padding.",
      tokensPadded: "Tokens in these batches, padding included.",
      engineRestarts: "Engine processes that were lost and replaced.",
      outOfMemory: "Batches that an engine had no memory for.",
    } satisfies Record<(typeof inferenceCounters)[number], string>,
    gauges: {
      ...processGauges,
      queueLength: "Sequences waiting for an engine.",
      rssBytes: "Resident memory of the agent and its engines, in bytes.",
      cacheBytes: "Size of the result cache, in bytes.",
      batchTokens: "Padded tokens that a batch may hold.",
      tokensPerSecondMax: "Padded tokens that the slowest version can run in a second.",
    },
  },
  gateway: {
    counters: {
      ...outcomes,
      retries: "Times a request was sent to another node.",
      unroutable: "Requests for which no node could be chosen.",
      splitRequests: "Requests whose version the version split chose.",
      splitFallbacks: "Of these, requests answered by stable because no node held the version.",
    } satisfies Record<(typeof gatewayCounters)[number], string>,
    gauges: {
      ...processGauges,
      nodes: "Nodes in the routing table.",
      nodesOut: "Nodes out of rotation.",
    },
  },
};

export const gpuHelp = {
  utilisation_percent: "Use of the GPU, in percent.",
  memory_used_mib: "GPU memory in use, in MiB.",
  memory_total_mib: "GPU memory, in MiB.",
  temperature_celsius: "Temperature of the GPU, in degrees Celsius.",
  power_watts: "Power drawn by the GPU, in watts.",
};
