-- Deploy florin:billing/settle_doubt to pg
-- requires: billing/doubts

begin;

/*
 * Notes that the store was asked about a subscription and what it said was folded. One that is
 * overdue stays in doubt until what was said settles it: billing.claim_doubts sees to that.
 *
 * Locks   billing.doubts row
 */
create function billing.settle_doubt(p_provider text, p_environment text, p_chain_id text)
returns void
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
begin
  delete from billing.doubts
  where provider = p_provider
    and environment = p_environment
    and chain_id = p_chain_id
    and because = 'tied';
end;
$$;

revoke all on function billing.settle_doubt(text, text, text) from public;
grant execute on function billing.settle_doubt(text, text, text) to florin_worker;
comment on function billing.settle_doubt is 'Notes that the store was asked about a subscription.';

commit;
