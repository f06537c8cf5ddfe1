-- TLS between gateways and nodes by certificates of the fleet's own CA: which nodes speak it, and until when each agent's certificate
-- is valid. The CA itself is among console_secrets.
ALTER TABLE "agents"
    ADD COLUMN "mesh_listener_at" TIMESTAMPTZ(3),
    ADD COLUMN "certificate_until" TIMESTAMPTZ(3);
