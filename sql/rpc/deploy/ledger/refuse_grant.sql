-- Deploy florin:ledger/refuse_grant to pg
-- requires: ledger/microcredits
-- requires: ledger/bucket_source

begin;

/*
 * Refuses a reference that came before with another amount: one of the two is wrong.
 *
 * Raises  FLGRT always
 */
create function ledger.refuse_grant(
  p_source ledger.bucket_source,
  p_source_ref text,
  p_granted ledger.microcredits,
  p_amount ledger.microcredits
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception '% % was granted with %, not %', p_source, p_source_ref, p_granted, p_amount using
    errcode = 'FLGRT',
    detail = pg_catalog.json_build_object(
      'source', p_source, 'source_ref', p_source_ref, 'granted', p_granted, 'amount', p_amount
    )::text,
    hint = 'Use a new reference for a new grant.';
end;
$$;

revoke all on function ledger.refuse_grant(
  ledger.bucket_source, text, ledger.microcredits, ledger.microcredits
) from public;
comment on function ledger.refuse_grant is 'Raises FLGRT with both amounts.';

commit;
