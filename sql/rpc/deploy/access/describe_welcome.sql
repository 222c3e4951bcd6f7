-- Deploy florin:access/describe_welcome to pg
-- requires: access/welcomes

begin;

/*
 * What an account that had its welcome credits is answered, or null: it has not had them.
 */
create function access.describe_welcome(p_account_id uuid, p_environment text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('welcome', 'already_granted', 'granted_microcredits', w.amount)
  from access.welcomes as w
  where w.account_id = p_account_id
    and w.environment = p_environment;
$$;

revoke all on function access.describe_welcome(uuid, text) from public;
comment on function access.describe_welcome is 'What an account had as welcome credits.';

commit;
