-- Deploy florin:generation/csv_field to pg
-- requires: base/schemas

begin;

/*
 * A text as a field of RFC 4180, quoted where it must be. One that a spreadsheet would take for a
 * formula gets an apostrophe in front.
 */
create function generation.csv_field(p_text text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when f.guarded ~ '[",\r\n]' then '"' || replace(f.guarded, '"', '""') || '"'
    else f.guarded
  end
  from (
    select case when p_text ~ '^[-=+@\t\r\n]' then '''' || p_text else p_text end as guarded
  ) as f;
$$;

revoke all on function generation.csv_field(text) from public;
comment on function generation.csv_field is 'A text as a field of a CSV file.';

commit;
