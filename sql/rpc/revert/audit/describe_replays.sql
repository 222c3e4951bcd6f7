-- Revert florin:audit/describe_replays from pg

begin;

drop function audit.describe_replays(text, integer);

commit;
