-- Deploy florin:generation/record_attempts to pg
-- requires: generation/attempts
-- requires: generation/cost_attempt

begin;

/*
 * Writes down every try at a provider, each with what it cost us at its own route's rates.
 */
create function generation.record_attempts(
  p_account_id uuid,
  p_generation_id uuid,
  p_attempts jsonb
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_try jsonb;
begin
  for v_position in 1 .. jsonb_array_length(p_attempts) loop
    v_try := p_attempts -> (v_position - 1);

    insert into generation.attempts (
      account_id, generation_id, position, route_id, outcome, http_status, provider_request_id,
      usage, cost_microdollars, started_at, first_byte_ms, duration_ms
    )
    values (
      p_account_id, p_generation_id, v_position, (v_try ->> 'route_id')::bigint,
      v_try ->> 'outcome', (v_try ->> 'http_status')::integer,
      left(v_try ->> 'provider_request_id', 255), v_try -> 'usage',
      generation.cost_attempt((v_try ->> 'route_id')::bigint, v_try -> 'usage'),
      (v_try ->> 'started_at')::timestamptz, (v_try ->> 'first_byte_ms')::integer,
      (v_try ->> 'duration_ms')::integer
    );
  end loop;
end;
$$;

revoke all on function generation.record_attempts(uuid, uuid, jsonb) from public;
comment on function generation.record_attempts is 'Writes down every try at a provider.';

commit;
