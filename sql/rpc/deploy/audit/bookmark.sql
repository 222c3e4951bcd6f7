-- Deploy florin:audit/bookmark to pg
-- requires: base/schemas

begin;

-- Compared in this order: events are told by transaction, then by number, then by part.
create type audit.bookmark as (
  transaction_id xid8,
  id bigint,
  part integer
);
comment on type audit.bookmark is 'A place in the outbox: the last event that was dealt with.';

commit;
