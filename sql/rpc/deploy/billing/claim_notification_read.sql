-- Deploy florin:billing/claim_notification_read to pg
-- requires: billing/notification_reads

begin;

/*
 * Says which part of a store's notification history to read next, and keeps other workers from
 * it for p_lease_s. Null: it is not due. The first time it begins now: what came before was sent
 * to whoever was there. A reading that broke off goes on at its page. An hour is read twice, for
 * notifications that were signed before the last window ended and sent after; Apple keeps 180
 * days, in the sandbox 30.
 *
 * Locks   billing.notification_reads row
 */
create function billing.claim_notification_read(
  p_provider text,
  p_environment text,
  p_lease_s integer
)
returns jsonb
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_read billing.notification_reads;
begin
  insert into billing.notification_reads (provider, environment)
  values (p_provider, p_environment)
  on conflict do nothing;

  update billing.notification_reads
  set lease = pg_catalog.gen_random_uuid(),
    due_at = now() + pg_catalog.make_interval(secs => p_lease_s),
    window_end = coalesce(window_end, now())
  where provider = p_provider
    and environment = p_environment
    and due_at <= now()
  returning * into v_read;
  if not found then
    return null;
  end if;

  return pg_catalog.jsonb_build_object(
    'lease', v_read.lease,
    'from', greatest(
      v_read.read_up_to - interval '1 hour',
      v_read.window_end - case p_environment
        when 'sandbox' then interval '29 days'
        else interval '179 days'
      end
    ),
    'to', v_read.window_end,
    'page_token', v_read.page_token,
    'only_failures', v_read.only_failures
  );
end;
$$;

revoke all on function billing.claim_notification_read(text, text, integer) from public;
grant execute on function billing.claim_notification_read(text, text, integer) to florin_worker;
comment on function billing.claim_notification_read is
  'Says which part of a store''s notification history to read next.';

commit;
