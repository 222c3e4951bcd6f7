-- Revert florin:access/period_ref from pg

begin;

drop function access.period_ref(text, timestamptz);

commit;
