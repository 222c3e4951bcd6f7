-- Deploy florin:generation/access to pg
-- requires: base/schemas

begin;

create type generation.access as enum ('plan', 'entitlement', 'trial');
comment on type generation.access is 'Why a model could be used.';

commit;
