export { ShareCause } from "./share-causes.ts";
export { nodeShares, originShares, ShareReport, sumUp, TargetShare, TrafficShares } from "./share-report.ts";
export { judgeShare, requestsNeeded, type ShareFigures, shareNoise, ShareVerdict } from "./share-verdict.ts";
