-- Deploy florin:ledger/keep_app_store_credits to pg
-- requires: ledger/buckets

begin;

/*
 * App Review 3.1.1: credits bought in-app may not expire. A trigger on the columns it is about, not
 * a check: every charge writes a bucket, and a check is parsed anew for each (decision 0007).
 */
create function ledger.keep_app_store_credits()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'credits bought in an app do not expire' using
    errcode = 'check_violation',
    constraint = 'app_store_credits_never_expire',
    table = 'buckets',
    schema = 'ledger',
    detail = pg_catalog.json_build_object('source_ref', new.source_ref)::text,
    hint = 'Grant them without an end.';
end;
$$;

revoke all on function ledger.keep_app_store_credits() from public;
comment on function ledger.keep_app_store_credits is 'Refuses an end for credits of the App Store.';

-- After, not before: a trigger before a row has it fetched and locked, whatever its columns.
create trigger app_store_credits_never_expire
after insert or update of expires_at, source, source_ref on ledger.buckets
for each row
when (
  new.expires_at is not null and new.source = 'purchase' and new.source_ref like 'apple:%'
)
execute function ledger.keep_app_store_credits();

commit;
