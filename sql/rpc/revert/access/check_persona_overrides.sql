-- Revert florin:access/check_persona_overrides from pg

begin;

drop function access.check_persona_overrides(jsonb);

commit;
