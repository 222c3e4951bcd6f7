-- Deploy florin:billing/merge_facts to pg
-- requires: billing/find_tie
-- requires: billing/merge_owner
-- requires: billing/merge_payment
-- requires: billing/merge_purchase
-- requires: billing/merge_reversal
-- requires: billing/merge_subscription
-- requires: access/refuse_argument

begin;

/*
 * Takes in the facts of one event. Each fact is a register that the latest writer wins, so that any
 * order and any repetition comes to the same. Answers the chains where chance decided.
 *
 * Raises  FLARG a fact of an unknown kind
 * Locks   rows of facts, in one order
 */
create function billing.merge_facts(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_facts jsonb
)
returns text[]
language plpgsql
volatile
-- Definer: a rebuild calls it by itself; workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_fact jsonb;
  v_tied text[] := array[]::text[];
begin
  for v_fact in
    select f from jsonb_array_elements(p_facts) as f
    order by f ->> 'fact', f::text
  loop
    v_tied := array_append(
      v_tied, billing.find_tie(p_provider, p_environment, p_event_id, v_fact)
    );
    case v_fact ->> 'fact'
      when 'owner' then
        perform billing.merge_owner(
          p_provider, p_environment, p_event_id, 'customer', v_fact ->> 'owner_key', v_fact
        );
      when 'payment' then
        perform billing.merge_payment(p_provider, p_environment, p_event_id, v_fact);
      when 'purchase' then
        perform billing.merge_purchase(p_provider, p_environment, p_event_id, v_fact);
        perform billing.merge_owner(
          p_provider, p_environment, p_event_id, 'transaction', v_fact ->> 'transaction_id', v_fact
        );
      when 'reversal' then
        perform billing.merge_reversal(p_provider, p_environment, p_event_id, v_fact);
      when 'subscription' then
        perform billing.merge_subscription(p_provider, p_environment, p_event_id, v_fact);
        perform billing.merge_owner(
          p_provider, p_environment, p_event_id, 'chain', v_fact ->> 'chain_id', v_fact
        );
      else
        perform access.refuse_argument('facts', 'a fact is of a known kind');
    end case;
  end loop;
  return array(select distinct t from unnest(v_tied) as t where t is not null order by t);
end;
$$;

revoke all on function billing.merge_facts(text, text, text, jsonb) from public;
grant execute on function billing.merge_facts(text, text, text, jsonb) to florin_worker;
comment on function billing.merge_facts is 'Takes in the facts of one event.';

commit;
