-- Revert florin:audit/log_change from pg

begin;

drop trigger account_plans_are_logged on access.account_plans;

drop trigger entitlements_are_logged on access.entitlements;

drop trigger models_are_logged on catalog.models;

drop trigger plan_versions_are_logged on catalog.plan_versions;

drop trigger plans_are_logged on catalog.plans;

drop trigger prices_are_logged on catalog.prices;

drop trigger products_are_logged on catalog.products;

drop trigger providers_are_logged on catalog.providers;

drop trigger route_costs_are_logged on catalog.route_costs;

drop trigger routes_are_logged on catalog.routes;

drop trigger unit_prices_are_logged on catalog.unit_prices;

drop function audit.log_change();

commit;
