-- Revert florin:billing/find_version from pg

begin;

drop function billing.find_version(text, timestamptz);

commit;
