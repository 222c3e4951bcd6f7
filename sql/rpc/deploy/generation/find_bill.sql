-- Deploy florin:generation/find_bill to pg
-- requires: generation/bill
-- requires: generation/generations
-- requires: catalog/prices

begin;

/*
 * What is needed to charge a generation, as it is now. Its own function, and no more than that:
 * every generation is charged.
 *
 * Raises  FLGEN unknown generation
 */
create function generation.find_bill(p_account_id uuid, p_generation_id uuid)
returns generation.bill
language plpgsql
stable
set search_path = ''
as $$
declare
  v_bill generation.bill;
begin
  select
    g.account_id, g.id, g.user_id, g.model_id, g.status, g.access, g.key_id, g.charged,
    g.created_at, p.input, p.cache_read, p.cache_write, p.output, p.request, p.web_search
  into v_bill
  from generation.generations as g
  join catalog.prices as p on p.id = g.price_id
  where g.account_id = p_account_id
    and g.id = p_generation_id;
  if not found then
    raise exception 'no generation %', p_generation_id using
      errcode = 'FLGEN',
      detail = pg_catalog.json_build_object('generation_id', p_generation_id)::text,
      hint = 'It belongs to another account, or never began.';
  end if;

  return v_bill;
end;
$$;

revoke all on function generation.find_bill(uuid, uuid) from public;
comment on function generation.find_bill is 'What is needed to charge a generation.';

commit;
