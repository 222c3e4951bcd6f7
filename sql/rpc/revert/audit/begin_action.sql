-- Revert florin:audit/begin_action from pg

begin;

drop function audit.begin_action(text);

commit;
