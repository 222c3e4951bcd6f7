-- Revert florin:audit/describe_batch from pg

begin;

drop function audit.describe_batch(audit.sinks, jsonb, boolean);

commit;
