"""One call of every function that clients, the service and workers may call, in `api`.

Parameters are those of `Site.ids` in test_query_plans.py. Each is called in a transaction of its
own that is rolled back, and must succeed.
"""

ATTEMPTS = (
    '[{"route_id": 1, "http_status": 200, "outcome": "completed", "started_at": "2026-11-20", '
    '"usage": [{"input": 10, "output": 5}]}]'
)
USAGE = '[{"input": 10, "output": 5}]'
DAYS = "(now() - interval '20 days')::date, now()::date"

FACTS = """jsonb_build_array(
  jsonb_build_object('fact', 'owner', 'as_of', now(), 'owner_key', 'cus',
    'account_id', %(account)s),
  jsonb_build_object('fact', 'payment', 'as_of', now(), 'payment_id', 'pi',
    'transaction_id', 'in'),
  jsonb_build_object('fact', 'purchase', 'as_of', now(), 'transaction_id', 'in', 'chain_id', 'sub',
    'product', 'price_unlock_gpt_5', 'state', 'paid', 'purchased_at', now(), 'owner_key', 'cus'),
  jsonb_build_object('fact', 'purchase', 'as_of', now(), 'transaction_id', 'in', 'chain_id', 'sub',
    'product', 'grown', 'state', 'paid', 'purchased_at', now(), 'period_start', now(),
    'period_end', now() + interval '1 day', 'owner_key', 'cus'),
  jsonb_build_object('fact', 'subscription', 'as_of', now(), 'chain_id', 'sub', 'product', 'grown',
    'state', 'active', 'is_entitled', true, 'period_start', now(), 'owner_key', 'cus'),
  jsonb_build_object('fact', 'reversal', 'as_of', now(), 'reversal_id', 're', 'kind', 'refund',
    'payment_id', 'pi', 'state', 'active', 'share_ppm', 100000)
)"""

SERVICE = {
    "bind_chain": "%(account)s, %(user)s, 'stripe', 'production', 'chain'",
    "fold_event": f"'stripe', 'production', %(event)s, {FACTS}",
    "store_event": "'stripe', 'production', 'new', 'test', now(), '{}'",
    "open_account": "%(user)s, false",
    "begin_generation": "%(account)s, %(user)s, gen_random_uuid(), null, 'chat_completions', true, "
    "10, 10, 'new', '\\x00', null, 60, 'replica-1', 1, 'persona', %(key)s",
    "finish_generation": f"%(account)s, %(running)s, 'completed', '{USAGE}', 'provider', "
    f"'{ATTEMPTS}', 200, null, '\\x00', 'text/plain', false",
    "extend_hold": "%(account)s, %(running)s, 1000, 60",
    "record_progress": f"%(account)s, %(running)s, '{USAGE}', 60",
    "record_refusal": "%(account)s, %(user)s, 'demo', 'credits'",
    "read_generation": "%(account)s, %(user)s, %(finished)s",
    "read_reply": "%(account)s, %(finished)s",
    "read_account": "%(account)s, %(user)s",
    "read_usage": "%(account)s, %(user)s",
    "report_usage": "%(account)s, %(user)s, now() - interval '30 days', now(), 'day'",
    "read_catalog": "%(account)s, %(user)s",
    "read_entitlements": "%(account)s, %(user)s",
    "read_limits": "%(account)s, %(user)s",
    "read_profile": "%(account)s, %(user)s",
    "read_trial_status": "%(account)s, %(user)s, 'demo'",
    "update_profile": """%(account)s, %(user)s, '{"locale": "de"}'""",
    "delete_user": "%(idle_account)s, %(idle_user)s",
    "merge_accounts": "%(account)s, %(user)s, %(idle_account)s, %(idle_user)s",
    "find_customer": "%(account)s, %(user)s, 'stripe', 'production'",
    "find_sale": "%(account)s, %(user)s, 'stripe', 'production', 'unlock-gpt-5-stripe'",
    "save_customer": "%(account)s, %(user)s, 'stripe', 'production', 'cus_1', null",
    "list_served_models": "",
    "begin_job": '%(account)s, %(user)s, gen_random_uuid(), \'{"model": "demo-image", '
    "\"prompt\": \"x\"}', 'job', '\\x00', %(key)s",
    "read_job": "%(account)s, %(user)s, %(job)s",
    "list_jobs": "%(account)s, %(user)s, '1700000000000000-' || %(job)s, 20",
    "cancel_job": "%(account)s, %(user)s, %(job)s",
    "delete_job": "%(account)s, %(user)s, %(ended_job)s",
    "find_job": "'fal', 'req'",
    "read_job_versions": "array[%(account)s]::uuid[], array[%(job)s]::uuid[]",
    "record_job_progress": "%(account)s, %(job)s, 'running', 5, 1",
    "finish_job": "%(account)s, %(job)s, 'succeeded', '[{}]', null, 'webhook'",
    "create_key": "%(account)s, %(user)s, false, 'key', '{read}', null, null, null, null",
    "find_api_key": "%(account)s, %(key_hash)s",
    "list_keys": "%(account)s, %(user)s",
    "revoke_key": "%(account)s, %(user)s, %(key)s",
    "place_app_hold": "%(account)s, %(user)s, 'new', '\\x00', 5, 60, 'work'",
    "read_app_hold": "%(account)s, %(user)s, %(app_hold)s",
    "extend_app_hold": "%(account)s, %(user)s, %(app_hold)s, 10, 60",
    "settle_app_hold": "%(account)s, %(user)s, %(app_hold)s, 5, 'work'",
    "release_app_hold": "%(account)s, %(user)s, %(app_hold)s",
    "open_device_check": "%(account)s, %(user)s, 'production', '\\x00'",
    "take_device_turn": "%(account)s, %(user)s, %(opened_check)s",
    "mark_device_check": "%(account)s, %(setting_check)s, 1, 'token'",
    "finish_device_check": "%(account)s, %(setting_check)s, 1, 'granted'",
    "open_device_challenge": "%(account)s, %(user)s, sha256('new')",
    "list_device_challenges": "%(account)s, %(user)s, sha256('key')",
    "save_attested_key": "%(account)s, %(user)s, 'production', sha256('new'), %(point)s, '\\x00', "
    "sha256('challenge')",
    "find_attested_key": "%(account)s, %(user)s, 'production', sha256('key')",
    "use_assertion": "%(account)s, %(user)s, 'production', sha256('key'), 1",
    "read_store_purchase": "%(account)s, %(user)s, 'apple', 'production', '1'",
    "note_doubts": "'apple', 'production', '{1}'",
}
WORKER = {
    "apply_due": "100",
    "claim_events": "100, 60",
    "fail_event": "'stripe', 'production', 'due', 'refused', false",
    "fold_event": f"'stripe', 'production', %(event)s, {FACTS}",
    "fold_unmapped": "100",
    "read_stored_events": "'stripe', 'production', %(event)s, 100",
    "rebuild_event": f"'stripe', 'production', %(event)s, {FACTS}",
    "store_event": "'stripe', 'production', 'new', 'test', now(), '{}'",
    "archive_generations": "100",
    "broadcast_balances": "100",
    "clean_idempotency_keys": "100",
    "clean_outbox": "100",
    "claim_checks": "'production', 10, 60",
    "claim_reports": "'production', 10, 60",
    "close_orphans": "100",
    "ensure_sink": "'other', 'posthog'",
    "expire_holds": "100",
    "find_last_event": "'stripe', 'production'",
    "finish_device_check": "%(account)s, %(setting_check)s, 1, 'granted'",
    "list_sinks": "",
    "read_events": "'grown', 100",
    "record_delivery": "'grown', null, false, '(5,1,0)', 'refused', null, false",
    "refresh_buckets": "100",
    "renew_periods": "100",
    "replay_dead_letters": "'grown', 100",
    "roll_up_usage": "100",
    "slice_overages": "100",
    "record_check": "%(debtor)s, 'production', %(owing_since)s, 'cus', 500, 499, '{0}'",
    "record_report": "%(debtor)s, 3",
    "fail_report": "%(debtor)s, 3, 'away', false",
    "sweep_generations": "100",
    "claim_job": "%(account)s, %(job)s, 'worker', 60",
    "start_submission": "%(account)s, %(job)s, gen_random_uuid()",
    "record_submission": "%(account)s, %(job)s, gen_random_uuid(), 'req', 1",
    "record_job_progress": "%(account)s, %(job)s, 'running', 5, 1",
    "finish_job": "%(account)s, %(job)s, 'succeeded', '[{}]', null, 'worker'",
    "record_results": "%(account)s, %(job)s, gen_random_uuid(), '[]'",
    "postpone_job": "%(account)s, %(job)s, gen_random_uuid(), 5, null, false",
    "requeue_jobs": "100",
    "expire_jobs": "100",
    "retake_steps": "100",
    "take_abandoned_turn": "'development'",
    "claim_consumption_requests": "20, 300",
    "read_consumption": "'production', '1'",
    "record_consumption": "'production', '1', 'waiting', 'because'",
    "claim_doubts": "'apple', 50",
    "note_doubts": "'apple', 'production', '{1}'",
    "settle_doubt": "'apple', 'production', '1'",
    "claim_notification_read": "'apple', 'production', 120",
    "record_notification_read": "'apple', 'production', null, null, null, 0",
}
USER = {
    "add_member": "%(account)s, %(idle_user)s, 'member'",
    "remove_member": "%(account)s, %(idle_user)s",
    "create_api_key": "'key', '{read}', null, null, null, null",
    "revoke_api_key": "%(key)s",
    "has_feature": "'feature-1'",
    "limits": "",
    "list_models": "",
    "model_usage": "'demo'",
    "record_model_event": "'model_selected', 'demo'",
    "set_consumption_consent": "true",
    "set_model_preferences": "'demo', '{}'",
    "trial_status": "'demo'",
    "update_my_profile": """'{"locale": "de"}'""",
    "usage": "now() - interval '30 days', now(), 'day'",
    "delete_my_account": "",
    "create_job": """'{"model": "demo-image", "prompt": "x"}', 'job'""",
    "cancel_my_job": "%(job)s",
    "delete_my_job": "%(ended_job)s",
}
ADMIN = {
    "admin_change_plan": "%(user)s::text, 'pro', 'now'",
    "admin_enable_models": "'{demo}', true",
    "admin_export_usage": "(now() - interval '2 days')::date, now()::date",
    "admin_find_overages": "'pending', 100",
    "admin_find_accounts": "'9@grown.test', 20",
    "admin_grant_credits": "%(user)s::text, 5, 'because', 'new'",
    "admin_grant_entitlement": "%(user)s::text, 'feature', 'walks', 'new', null",
    "admin_log": "100, null",
    "admin_model_usage": "7, null",
    "admin_resume_account": "%(user)s::text, 'because'",
    "admin_revenue": f"{DAYS}, null",
    "admin_revoke_entitlement": "%(user)s::text, 'feature', 'walks', 'promo', 'grown', 'because'",
    "admin_save_models": """'[{"id": "demo", "sort_order": 5}]'""",
    "admin_save_routes": """'demo', '[{"position": 1, "enabled": true}]'""",
    "admin_set_price": "'demo', null, 1, 1, 1, 1, 1, 1, null",
    "admin_end_job": "%(job)s, 'failed', 'because'",
    "admin_replay_job": "%(job)s",
    "admin_suspend_account": "%(user)s::text, 'because'",
    "admin_take_credits": "%(user)s::text, 5, 'because', 'taken'",
    "admin_top_accounts": "7, 10",
}
CALLS = {
    "florin_service": SERVICE,
    "florin_worker": WORKER,
    "authenticated": USER | ADMIN,
}
# Go through everything, by hand.
THOROUGH = {"florin_worker": {"begin_rebuild", "end_rebuild"}}
VIEWS = (
    *("api_keys", "balance", "generations", "ledger_entries", "members", "my_accounts"),
    *("my_entitlements", "my_profile", "my_trials", "models"),
    *("purchases", "subscriptions", "jobs"),
)

_GUESSED = "a plan made once takes the limit for a tenth of all rows; Postgres plans each call anew"
_SEARCH = "for admins: looks for the beginning of an address among all users"
_ACCESS = "for admins: counts who may use each model, over everybody"

# (function, table) that may be scanned, with the reason.
SCANS = {
    ("clean_outbox", "audit.outbox"): _GUESSED,
    ("replay_dead_letters", "audit.dead_letters"): _GUESSED,
    ("admin_find_accounts", "access.members"): _SEARCH,
    ("admin_find_accounts", "access.account_plans"): _SEARCH,
    ("admin_find_accounts", "ledger.accounts"): _SEARCH,
    ("admin_model_usage", "access.account_plans"): _ACCESS,
    ("admin_model_usage", "access.entitlements"): _ACCESS,
    ("admin_model_usage", "access.trials"): _ACCESS,
}
