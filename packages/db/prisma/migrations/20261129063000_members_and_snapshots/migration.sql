-- One word for one thing: what an agent is sent is a snapshot, what has a weight and a state is a member.
ALTER TYPE "target_state" RENAME TO "member_state";

ALTER TABLE "agent_targets" RENAME TO "agent_snapshots";
ALTER TABLE "agent_snapshots" RENAME CONSTRAINT "agent_targets_pkey" TO "agent_snapshots_pkey";
ALTER TABLE "agent_snapshots" RENAME CONSTRAINT "agent_targets_agent_id_fkey" TO "agent_snapshots_agent_id_fkey";

ALTER TABLE "traffic_targets" RENAME TO "traffic_members";
ALTER TABLE "traffic_members" RENAME CONSTRAINT "traffic_targets_pkey" TO "traffic_members_pkey";
ALTER TABLE "traffic_members" RENAME CONSTRAINT "traffic_targets_origin_region_id_fkey" TO "traffic_members_origin_region_id_fkey";
ALTER TABLE "traffic_members" RENAME CONSTRAINT "traffic_targets_region_id_fkey" TO "traffic_members_region_id_fkey";
ALTER TABLE "traffic_members" RENAME CONSTRAINT "traffic_targets_weight_check" TO "traffic_members_weight_check";
