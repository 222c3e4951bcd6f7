-- Revert florin:catalog/check_members from pg

begin;

drop function catalog.check_members(text, jsonb, text, text[]);

commit;
