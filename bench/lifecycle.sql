-- One generation, as the service does it: two calls, each its own transaction, with a new id and
-- idempotency key, one attempt, and usage. Run by pgbench as florin_service, which is given :route,
-- :accounts, :model and whether an API key is used (:keyed; an account's key has the account's id).
\set account 100000000000 + random(1, :accounts)
\set high random(10000000, 99999999)
\set low random(100000000000, 999999999999)
select api.begin_generation('00000000-0000-4000-8000-:account', '00000000-0000-4000-8000-:account', ':high-0000-4000-8000-:low', :model, 'chat_completions', true, 100, 500, 'bench-:high-:low', '\x9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', null, 300, 'bench-0', 1, null, case when :keyed then '00000000-0000-4000-8000-:account'::uuid end);
select api.finish_generation('00000000-0000-4000-8000-:account', ':high-0000-4000-8000-:low', 'completed', '[{"model":null,"input":10,"cache_read":0,"cache_write":0,"output":100,"web_search":0}]', 'provider', '[{"route_id": :route,"provider_request_id":"req_bench","http_status":200,"outcome":"completed","started_at":"2026-11-20T00:00:00+00:00","first_byte_ms":1,"duration_ms":2,"usage":[{"model":null,"input":10,"cache_read":0,"cache_write":0,"output":100,"web_search":0}]}]', 200, null, null, null, false);
