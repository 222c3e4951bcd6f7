-- Deploy florin:generation/check_offer to pg
-- requires: generation/offer
-- requires: ledger/refuse_amount

begin;

/*
 * What generation.find_offer does seldom: refuses sizes out of bounds, and makes a trial free.
 *
 * Raises  FLAMT negative or absurd sizes
 */
create function generation.check_offer(p_offer generation.offer, p_input_tokens bigint)
returns generation.offer
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_offer generation.offer := p_offer;
begin
  if p_input_tokens not between 0 and 100000000 or v_offer.cap not between 0 and 100000000 then
    perform ledger.refuse_amount(
      case when p_input_tokens between 0 and 100000000 then v_offer.cap else p_input_tokens end,
      'tokens are between 0 and 100,000,000'
    );
  end if;

  if v_offer.access = 'trial' then
    v_offer.input := 0;
    v_offer.cache_read := 0;
    v_offer.cache_write := 0;
    v_offer.output := 0;
    v_offer.request := 0;
    v_offer.web_search := 0;
    v_offer.hold := 0;
  end if;

  return v_offer;
end;
$$;

revoke all on function generation.check_offer(generation.offer, bigint) from public;
comment on function generation.check_offer is 'Refuses absurd sizes, makes a trial free.';

commit;
