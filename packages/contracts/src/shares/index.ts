export { ShareCause } from "./share-causes.ts";
export {
  nodeCounts,
  nodeHomes,
  nodeShares,
  originShares,
  ShareReport,
  MemberShare,
  TrafficShares,
} from "./share-report.ts";
export {
  isPickerFault,
  judgeShare,
  requestsNeeded,
  type ShareFigures,
  shareNoise,
  ShareVerdict,
} from "./share-verdict.ts";
