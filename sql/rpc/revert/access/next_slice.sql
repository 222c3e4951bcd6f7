-- Revert florin:access/next_slice from pg

begin;

drop function access.next_slice(timestamptz, timestamptz);

commit;
