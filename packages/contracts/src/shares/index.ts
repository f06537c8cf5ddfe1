export { ShareCause } from "./share-causes.ts";
export { nodeShares, originShares, ShareReport, sumUp, MemberShare, TrafficShares } from "./share-report.ts";
export { judgeShare, requestsNeeded, type ShareFigures, shareNoise, ShareVerdict } from "./share-verdict.ts";
