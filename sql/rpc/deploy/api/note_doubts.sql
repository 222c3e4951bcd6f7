-- Deploy florin:api/note_doubts to pg
-- requires: billing/note_doubts

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.note_doubts has the rules.
create function api.note_doubts(p_provider text, p_environment text, p_chain_ids text[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform billing.note_doubts(p_provider, p_environment, p_chain_ids);
end;
$$;

revoke all on function api.note_doubts(text, text, text[]) from public;
grant execute on function api.note_doubts(text, text, text[]) to florin_service;
grant execute on function api.note_doubts(text, text, text[]) to florin_worker;
comment on function api.note_doubts is 'Notes subscriptions to ask the store about.';

commit;
