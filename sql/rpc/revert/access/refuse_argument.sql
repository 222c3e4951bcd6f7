-- Revert florin:access/refuse_argument from pg

begin;

drop function access.refuse_argument(text, text);

commit;
