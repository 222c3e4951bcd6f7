-- Deploy florin:api/ledger_entries to pg
-- requires: ledger/entries_policy

begin;

create view api.ledger_entries
with (security_invoker = true)
as
select
  e.account_id,
  e.version,
  e.amount,
  e.posted_after,
  e.kind,
  e.contra,
  e.hold_id as generation_id,
  e.ref,
  e.usage_source,
  e.created_at
from ledger.entries as e;

grant select on api.ledger_entries to authenticated;
comment on view api.ledger_entries is 'The signed-in user''s account book, µc.';

commit;
