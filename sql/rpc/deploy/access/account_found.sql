-- Deploy florin:access/account_found to pg
-- requires: ledger/account_status

begin;

create type access.account_found as (
  account_id uuid,
  user_id uuid,
  email text,
  is_anonymous boolean,
  plan_id text,
  status ledger.account_status,
  posted bigint,
  held bigint,
  available bigint,
  created_at timestamptz
);
comment on type access.account_found is 'An account and one of its users, as admins find them.';

commit;
