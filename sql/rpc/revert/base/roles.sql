-- Revert florin:base/roles from pg

begin;

-- Another database of this cluster may still use them: then they stay.
do $$
declare
  v_role text;
begin
  foreach v_role in array array['florin_service', 'florin_worker'] loop
    begin
      execute pg_catalog.format('drop role if exists %I', v_role);
    exception
      when dependent_objects_still_exist then
        raise notice 'role % is used elsewhere and stays', v_role;
    end;
  end loop;
end;
$$;

commit;
