-- Deploy florin:catalog/on_disconnect to pg
-- requires: base/schemas

begin;

create type catalog.on_disconnect as enum ('continue', 'cancel');
comment on type catalog.on_disconnect is 'What happens to a generation whose client went away.';

commit;
