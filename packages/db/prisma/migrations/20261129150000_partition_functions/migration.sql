-- Partitions are made and dropped by the owner's functions, so that the console's own role needs no right to change tables.
CREATE FUNCTION "ensure_partition"("parent" TEXT, "day" DATE) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  "child" TEXT := "parent" || '_' || to_char("day", 'YYYYMMDD');
BEGIN
  IF "parent" NOT IN ('telemetry_region_10s', 'telemetry_agent_60s', 'telemetry_region_5m') THEN
    RAISE EXCEPTION '"%" has no partitions', "parent";
  END IF;
  IF to_regclass(quote_ident("child")) IS NULL THEN
    EXECUTE format(
      'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
      "child", "parent", "day" || ' 00:00:00+00', ("day" + 1) || ' 00:00:00+00'
    );
  END IF;
END
$$;

CREATE FUNCTION "drop_partitions_before"("parent" TEXT, "first_kept" DATE) RETURNS SETOF TEXT LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  "child" TEXT;
BEGIN
  IF "parent" NOT IN ('telemetry_region_10s', 'telemetry_agent_60s', 'telemetry_region_5m') THEN
    RAISE EXCEPTION '"%" has no partitions', "parent";
  END IF;
  FOR "child" IN
    SELECT "relname"::text FROM "pg_inherits" JOIN "pg_class" ON "pg_class"."oid" = "inhrelid"
    WHERE "inhparent" = quote_ident("parent")::regclass
      AND "relname"::text < "parent" || '_' || to_char("first_kept", 'YYYYMMDD')
    ORDER BY "relname"
  LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I', "child");
    RETURN NEXT "child";
  END LOOP;
END
$$;

-- Run with the owner's rights, so never by names that a caller has put in front.
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION "ensure_partition"(TEXT, DATE) SET search_path = %I, pg_temp', current_schema());
  EXECUTE format('ALTER FUNCTION "drop_partitions_before"(TEXT, DATE) SET search_path = %I, pg_temp', current_schema());
END
$$;
REVOKE EXECUTE ON FUNCTION "ensure_partition"(TEXT, DATE), "drop_partitions_before"(TEXT, DATE) FROM PUBLIC;
