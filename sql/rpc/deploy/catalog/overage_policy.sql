-- Deploy florin:catalog/overage_policy to pg
-- requires: base/schemas

begin;

create type catalog.overage_policy as enum ('block', 'bill');
comment on type catalog.overage_policy is
  'When the included credits are used up: block new work, or bill what goes beyond, up to a cap.';

commit;
