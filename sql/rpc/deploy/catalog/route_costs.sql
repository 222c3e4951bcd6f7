-- Deploy florin:catalog/route_costs to pg
-- requires: catalog/routes
-- requires: base/refuse_change

begin;

create table catalog.route_costs (
  id bigint not null generated always as identity,
  route_id bigint not null,
  effective_at timestamptz not null default now(),
  input bigint not null default 0,
  cache_read bigint not null default 0,
  cache_write bigint not null default 0,
  output bigint not null default 0,
  request bigint not null default 0,
  web_search bigint not null default 0,
  constraint route_costs_pkey primary key (id),
  constraint route_costs_version_key unique (route_id, effective_at),
  constraint route_costs_route_fkey foreign key (route_id) references catalog.routes (id),
  constraint costs_are_not_negative check (
    least(input, cache_read, cache_write, output, request, web_search) >= 0
  )
);

create trigger route_costs_are_kept
before update or delete on catalog.route_costs
for each row execute function private.refuse_change();

create trigger route_costs_are_not_truncated
before truncate on catalog.route_costs
for each statement execute function private.refuse_change();

alter table catalog.route_costs enable row level security;

comment on table catalog.route_costs is
  'What a route costs us, in micro-dollars and in versions: a new cost is a new row.';
comment on column catalog.route_costs.id is 'Number of the version.';
comment on column catalog.route_costs.route_id is 'The route.';
comment on column catalog.route_costs.effective_at is 'From when.';
comment on column catalog.route_costs.input is 'Uncached input, µ$ per million tokens.';
comment on column catalog.route_costs.cache_read is 'Cache reads, µ$ per million tokens.';
comment on column catalog.route_costs.cache_write is 'Cache writes, µ$ per million tokens.';
comment on column catalog.route_costs.output is 'Output with reasoning, µ$ per million tokens.';
comment on column catalog.route_costs.request is 'Per request, µ$.';
comment on column catalog.route_costs.web_search is 'Per web search, µ$.';

commit;
