-- Deploy florin:billing/merge_owner to pg
-- requires: billing/owners

begin;

/*
 * Takes in who stands behind a name. The latest to say so counts.
 *
 * Locks   billing.owners row
 */
create function billing.merge_owner(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_kind text,
  p_key text,
  p_fact jsonb
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_key is null or p_fact ->> 'account_id' is null then
    return;
  end if;
  insert into billing.owners as o (
    provider, environment, kind, key, account_id, as_of, rank, event_id, fact
  )
  values (
    p_provider, p_environment, p_kind, p_key, (p_fact ->> 'account_id')::uuid,
    (p_fact ->> 'as_of')::timestamptz, coalesce((p_fact ->> 'rank')::integer, 0), p_event_id, p_fact
  )
  on conflict (provider, environment, kind, key) do update
  set
    account_id = excluded.account_id,
    as_of = excluded.as_of,
    rank = excluded.rank,
    event_id = excluded.event_id,
    fact = excluded.fact
  where (excluded.as_of, excluded.rank, excluded.event_id) > (o.as_of, o.rank, o.event_id);
end;
$$;

revoke all on function billing.merge_owner(text, text, text, text, text, jsonb) from public;
comment on function billing.merge_owner is 'Takes in who stands behind a name.';

commit;
