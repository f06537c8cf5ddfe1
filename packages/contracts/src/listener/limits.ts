/**
 * What every listener allows a connection, as options of `http.createServer`. `requestTimeoutMs`: for a whole request, its body
 * included; at least the longest deadline that a client may set.
 */
export function listenerLimits(requestTimeoutMs: number) {
  return {
    /**
     * Longer than proxies, balancers and clients keep idle connections (nginx: 60 s): who asks closes first, and never
     * writes to a connection that was just closed here, which a proxy answers with 502.
     */
    keepAliveTimeout: 75_000,
    /** A connection that never ends its head holds a socket. */
    headersTimeout: Math.min(20_000, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    /** How often both are looked at; Node's own 30 s would let a limit of 20 s pass after 50 s. */
    connectionsCheckingInterval: 2000,
    maxHeaderSize: 32_768,
    /** Of TLS; no limit above begins before it ends, and Node's own would let a silent stranger hold a socket for two minutes. */
    handshakeTimeout: 10_000,
  };
}
