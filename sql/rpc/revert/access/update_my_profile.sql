-- Revert florin:access/update_my_profile from pg

begin;

drop function access.update_my_profile(jsonb);

commit;
