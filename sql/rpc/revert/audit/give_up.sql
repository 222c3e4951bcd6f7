-- Revert florin:audit/give_up from pg

begin;

drop function audit.give_up(audit.sinks, text);

commit;
