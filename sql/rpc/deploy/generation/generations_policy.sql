-- Deploy florin:generation/generations_policy to pg
-- requires: generation/generations
-- requires: access/my_accounts

begin;

create policy members_read_their_generations on generation.generations
for select to authenticated
using (account_id = any(array(select private.my_accounts())));

-- Not the key, the request's hash and where it runs: those are ours.
grant select (
  account_id, id, user_id, model_id, api, stream, on_disconnect, status, hold, input, cache_read,
  cache_write, output, web_search, usage_source, iterations, charged, uncollected, http_status,
  error, created_at, finished_at
) on generation.generations to authenticated;

commit;
