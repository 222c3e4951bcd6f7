-- Deploy florin:generation/access to pg
-- requires: base/schemas

begin;

create type generation.access as enum ('plan', 'entitlement', 'trial');
comment on type generation.access is
  'Why the model may be used: the plan allows its tier, it was unlocked, or it is tried for free.';

commit;
