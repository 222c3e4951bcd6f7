-- Deploy florin:catalog/unit_prices to pg
-- requires: catalog/prices
-- requires: catalog/price_unit
-- requires: base/refuse_change
-- requires: ledger/unsigned_microcredits

begin;

create table catalog.unit_prices (
  price_id bigint not null,
  unit catalog.price_unit not null,
  resolution text not null default '',
  microcredits ledger.unsigned_microcredits not null,
  constraint unit_prices_pkey primary key (price_id, unit, resolution),
  constraint unit_prices_price_fkey foreign key (price_id) references catalog.prices (id),
  constraint resolution_is_bounded check (length(resolution) <= 32),
  -- A bound, so that the price of a job is no matter of overflow.
  constraint microcredits_are_bounded check (microcredits <= 1000000000000000)
);

create trigger unit_prices_are_kept
before update or delete on catalog.unit_prices
for each row execute function private.refuse_change();

create trigger unit_prices_are_not_truncated
before truncate on catalog.unit_prices
for each statement execute function private.refuse_change();

alter table catalog.unit_prices enable row level security;

comment on table catalog.unit_prices is
  'What an image or a second of video costs the user, by price version: written once, with it.';
comment on column catalog.unit_prices.price_id is 'The price version.';
comment on column catalog.unit_prices.unit is 'image or second.';
comment on column catalog.unit_prices.resolution is
  'The resolution it is for; empty is any that has no price of its own.';
comment on column catalog.unit_prices.microcredits is 'Per unit, µc.';

commit;
