-- Deploy florin:api/generations to pg
-- requires: generation/generations_policy

begin;

create view api.generations
with (security_invoker = true)
as
select
  g.account_id,
  g.id,
  g.user_id,
  g.model_id as model,
  g.api,
  g.stream,
  g.status,
  g.hold,
  g.input,
  g.cache_read,
  g.cache_write,
  g.output,
  g.web_search,
  g.usage_source,
  g.iterations,
  g.charged,
  g.uncollected,
  g.http_status,
  g.error,
  g.created_at,
  g.finished_at
from generation.generations as g;

grant select on api.generations to authenticated;
comment on view api.generations is 'The signed-in user''s generations.';

commit;
