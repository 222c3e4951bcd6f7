-- Deploy florin:generation/note_correction to pg
-- requires: generation/bill
-- requires: generation/due_roll_ups
-- requires: access/settle_key
-- requires: audit/outbox
-- requires: ledger/accounts

begin;

/*
 * Tells of a corrected generation: the API key, the outbox, and its day, which may be summed up
 * already. p_more is what the correction charged, negative where it gave back.
 *
 * Locks   access.api_keys and generation.due_roll_ups rows; the caller has the account's
 */
create function generation.note_correction(
  p_bill generation.bill,
  p_outcome generation.generation_status,
  p_usage_source ledger.usage_source,
  p_more bigint
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_bill.key_id is not null then
    perform access.settle_key(p_bill.account_id, p_bill.key_id, 0, p_more);
  end if;

  insert into audit.outbox (account_id, kind, payload)
  select a.id, 'model_message_sent', jsonb_build_object(
    'generation_id', p_bill.id, 'user_id', p_bill.user_id, 'access', p_bill.access,
    'model', p_bill.model_id, 'outcome', p_outcome, 'usage_source', p_usage_source,
    'charged', p_more, 'available', a.posted - a.held + a.overdraft_limit
  )
  from ledger.accounts as a
  where a.id = p_bill.account_id
    and p_usage_source <> 'none';

  insert into generation.due_roll_ups (account_id, day)
  values (p_bill.account_id, (p_bill.created_at at time zone 'UTC')::date)
  on conflict do nothing;
end;
$$;

revoke all on function generation.note_correction(
  generation.bill, generation.generation_status, ledger.usage_source, bigint
) from public;
comment on function generation.note_correction is 'Tells of a corrected generation.';

commit;
