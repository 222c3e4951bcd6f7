-- Revert florin:catalog/rebuild_offers from pg

begin;

drop trigger models_change_offers on catalog.models;

drop trigger prices_change_offers on catalog.prices;

drop trigger providers_change_offers on catalog.providers;

drop trigger routes_change_offers on catalog.routes;

drop function catalog.rebuild_offers();

commit;
