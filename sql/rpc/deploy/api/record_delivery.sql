-- Deploy florin:api/record_delivery to pg
-- requires: audit/record_delivery

begin;

-- Thin and security invoker, as the exposed schema asks.
-- audit.record_delivery has the rules.
create function api.record_delivery(
  p_sink text,
  p_lease uuid,
  p_is_replay boolean,
  p_up_to text,
  p_error text,
  p_retry_after_s integer,
  p_is_gone boolean
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return audit.record_delivery(
    p_sink, p_lease, p_is_replay, p_up_to, p_error, p_retry_after_s, p_is_gone
  );
end;
$$;

revoke all on function api.record_delivery(
  text, uuid, boolean, text, text, integer, boolean
) from public;
grant execute on function api.record_delivery(
  text, uuid, boolean, text, text, integer, boolean
) to florin_worker;
comment on function api.record_delivery is
  'Notes how the delivery of a batch went.';

commit;
