-- Deploy florin:catalog/price_unit to pg
-- requires: base/schemas

begin;

create type catalog.price_unit as enum ('image', 'second');
comment on type catalog.price_unit is 'What a job is priced by: images, or seconds of video.';

commit;
