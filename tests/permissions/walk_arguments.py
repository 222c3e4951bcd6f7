"""What the walk gives to functions, by the name of the argument. One without a name here is a new
one: the walk fails until it stands here."""

from collections.abc import Sequence

from permissions.people import Person

MODEL = "demo"

# Whatever is no id of anybody's. As text: the walk casts it to the argument's type.
VALUES: dict[str, str | None] = {
    "p_amount": "5",
    "p_because": "walk",
    "p_before_id": None,
    "p_budget": None,
    "p_budget_period": None,
    "p_cache_read": "1",
    "p_cache_write": "1",
    "p_changes": '{"locale": "de"}',
    "p_days": "7",
    "p_default_model_id": MODEL,
    "p_dollars_per_credit": None,
    "p_effective_at": None,
    "p_chain_id": "walk",
    "p_enabled": "true",
    "p_environment": "production",
    "p_event_id": "walk",
    "p_expires_at": None,
    "p_facts": "[]",
    "p_feature": "walks",
    "p_from": None,
    "p_group_by": "day",
    "p_ids": "{demo}",
    "p_input": "1",
    "p_is_given": "true",
    "p_idempotency_key": None,
    "p_key": "walks",
    "p_kind": "feature",
    "p_is_final": "true",
    "p_lease_s": "60",
    "p_limit": "5",
    "p_model_id": MODEL,
    "p_models": '[{"id": "walk", "display_name": "Walk", "max_output_tokens": 10}]',
    "p_name": "walk",
    "p_occurred_at": "2026-01-01",
    "p_outcome": "failed",
    "p_output": "1",
    "p_payload": "{}",
    "p_persona_overrides": "{}",
    "p_plan_id": "pro",
    "p_problem": "walk",
    "p_provider": "stripe",
    "p_reason": "walk",
    "p_request": "1",
    "p_requests_per_minute": None,
    "p_role": "member",
    "p_status": "pending",
    "p_routes": '[{"position": 9, "provider_id": "demo", "provider_model": "walk", "apis": '
    '["chat_completions"]}]',
    "p_scopes": "{read}",
    "p_source": "promo",
    "p_to": None,
    "p_transfer": "false",
    "p_type": "walk",
    "p_unit_prices": None,
    "p_valid_until": None,
    "p_web_search": "1",
    "p_when": "now",
}
_VIDEO = '{"model": "demo-video", "prompt": "walk", "seconds": 1}'
# Where the name alone does not say it.
BY_FUNCTION: dict[str, dict[str, str]] = {
    "admin_export_usage": {"p_from": "2026-01-01", "p_to": "2026-01-31"},
    "admin_revenue": {"p_from": "2026-01-01", "p_to": "2026-01-31"},
    "create_job": {"p_input": _VIDEO},
    "create_my_job": {"p_input": _VIDEO},
    "record_model_event": {"p_kind": "model_selected"},
    "record_my_model_event": {"p_kind": "model_selected"},
}

Ids = dict[str, str]


def variants(person: Person | None, other: Person, names: Sequence[str]) -> dict[str, Ids]:
    """`own`, `foreign`, and where two ids are asked for, one of each. Functions without an id have
    one variant, `given`: the user comes from the token."""
    foreign = _ids(other)
    if not any(name in foreign for name in names):
        return {"given": {}}
    if person is None:
        return {"foreign": foreign}
    own = _ids(person)
    found = {"own": own, "foreign": foreign}
    if "p_account_id" in names and "p_user_id" in names:
        found["foreign account"] = {**own, "p_account_id": foreign["p_account_id"]}
        found["foreign user"] = {**own, "p_user_id": foreign["p_user_id"]}
    return found


def value(function: str, name: str) -> str | None:
    return BY_FUNCTION.get(function.partition(".")[2], {}).get(name, VALUES[name])


def _ids(person: Person) -> Ids:
    return {
        "p_account_id": str(person.account_id),
        "p_user_id": str(person.user_id),
        "p_key_id": str(person.key_id),
        "p_job_id": str(person.job_id),
        # Admins name a user by id or e-mail address.
        "p_user": str(person.user_id),
        "p_query": str(person.user_id),
        # What people.py named the rows that came from somewhere.
        "p_ref": f"person-{person.name}",
    }
