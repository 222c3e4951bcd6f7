-- Revert florin:access/check_profile_text from pg

begin;

drop function access.check_profile_text(text, jsonb, text, text);

commit;
