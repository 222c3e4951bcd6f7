-- Revert florin:access/check_choices from pg

begin;

drop function access.check_choices(uuid, uuid, text[]);

commit;
