-- Revert florin:generation/generations_policy from pg

begin;

revoke select (
  account_id, id, user_id, model_id, api, stream, on_disconnect, status, hold, input, cache_read,
  cache_write, output, web_search, usage_source, iterations, charged, uncollected, http_status,
  error, created_at, finished_at
) on generation.generations from authenticated;

drop policy members_read_their_generations on generation.generations;

commit;
