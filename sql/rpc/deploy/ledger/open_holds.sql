-- Deploy florin:ledger/open_holds to pg
-- requires: ledger/holds
-- requires: generation/generations

begin;

create view ledger.open_holds
with (security_invoker = true)
as
select h.account_id, h.id, h.amount, h.created_at, false as is_generation
from ledger.holds as h
where h.closed_at is null
union all
select g.account_id, g.id, g.hold, g.created_at, g.api is distinct from 'jobs'
from generation.generations as g
where g.finished_at is null;

revoke all on ledger.open_holds from public;
comment on view ledger.open_holds is
  'Credits reserved for work that is under way: of the app, and of generations.';
comment on column ledger.open_holds.account_id is 'Whose credits.';
comment on column ledger.open_holds.id is 'The hold, or the generation that holds.';
comment on column ledger.open_holds.amount is 'Reserved, µc.';
comment on column ledger.open_holds.created_at is 'When the work was authorised.';
comment on column ledger.open_holds.is_generation is
  'Whether a generation that is no job holds it.';

commit;
