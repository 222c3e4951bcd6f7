-- Deploy florin:api/fold_unmapped to pg
-- requires: billing/fold_unmapped

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.fold_unmapped has the rules.
create function api.fold_unmapped(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.fold_unmapped(p_limit);
end;
$$;

revoke all on function api.fold_unmapped(integer) from public;
grant execute on function api.fold_unmapped(integer) to florin_worker;
comment on function api.fold_unmapped is 'Takes up purchases of products mapped since.';

commit;
