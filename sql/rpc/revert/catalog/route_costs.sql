-- Revert florin:catalog/route_costs from pg

begin;

drop table catalog.route_costs;

commit;
