-- Deploy florin:api/has_feature to pg
-- requires: access/has_feature

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.has_feature has the rules.
create function api.has_feature(p_feature text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.has_feature(p_feature);
end;
$$;

revoke all on function api.has_feature(text) from public;
grant execute on function api.has_feature(text) to authenticated;
comment on function api.has_feature is 'Whether the signed-in user has a feature now.';

commit;
