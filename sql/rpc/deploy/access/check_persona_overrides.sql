-- Deploy florin:access/check_persona_overrides to pg
-- requires: access/refuse_argument

begin;

/*
 * Refuses overrides that are not a bounded object of names of models.
 *
 * Raises  FLARG not an object, too many, a name too long, or a value that names no model
 */
create function access.check_persona_overrides(p_overrides jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if jsonb_typeof(p_overrides) <> 'object' then
    perform access.refuse_argument('persona_overrides', 'an object of model ids by persona');
  end if;
  if (select count(*) from jsonb_object_keys(p_overrides)) > 50 then
    perform access.refuse_argument('persona_overrides', 'at most 50 personas');
  end if;
  if exists (
    select from jsonb_each(p_overrides) as o (persona, model)
    where length(o.persona) not between 1 and 64
  ) then
    perform access.refuse_argument('persona_overrides', 'names of 1 to 64 characters');
  end if;
  if exists (
    select from jsonb_each(p_overrides) as o (persona, model)
    where jsonb_typeof(o.model) <> 'string'
  ) then
    perform access.refuse_argument('persona_overrides', 'an object of model ids by persona');
  end if;
end;
$$;

revoke all on function access.check_persona_overrides(jsonb) from public;
comment on function access.check_persona_overrides is 'Refuses overrides that are out of rule.';

commit;
