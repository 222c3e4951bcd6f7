"""Settings come from the environment, within bounds, and never show a secret."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from functions_py.settings import Settings, SettingsError

SECRETS = {
    "FLORIN_DATABASE_URL": "postgresql://florin_service:s3cret-1@db/postgres",
    "FLORIN_WORKER_DATABASE_URL": "postgresql://florin_worker:s3cret-2@db/postgres",
    "SUPABASE_JWT_SECRET": "s3cret-3",
    "FLORIN_METRICS_TOKEN": "s3cret-4",
    "OPENAI_API_KEY": "s3cret-5",
}


def test_issuer_and_key_set_follow_from_the_projects_url() -> None:
    settings = Settings.from_env({"SUPABASE_URL": "https://abc.supabase.co/"})
    assert settings.jwt_issuer == "https://abc.supabase.co/auth/v1"
    assert settings.jwks_url == "https://abc.supabase.co/auth/v1/.well-known/jwks.json"


def test_issuer_and_key_set_can_be_given() -> None:
    settings = Settings.from_env(
        {
            "SUPABASE_URL": "https://abc.supabase.co",
            "FLORIN_JWT_ISSUER": "https://auth.example.com/auth/v1",
            "FLORIN_JWKS_URL": "http://kong:8000/jwks.json",
        }
    )
    assert settings.jwt_issuer == "https://auth.example.com/auth/v1"
    assert settings.jwks_url == "http://kong:8000/jwks.json"


def test_no_secret_is_printed() -> None:
    settings = Settings.from_env(SECRETS)
    assert settings.database_url == SECRETS["FLORIN_DATABASE_URL"]
    for text in (repr(settings), str(settings), f"{settings!r}"):
        assert "s3cret" not in text


def test_every_setting_has_a_variable_of_its_own() -> None:
    variables = [item.metadata["variable"] for item in fields(Settings) if item.metadata]
    assert len(variables) == len(set(variables)) == len(fields(Settings)) - 1


def test_every_number_has_bounds_that_hold_its_default() -> None:
    settings = Settings()
    for item in fields(Settings):
        if isinstance(item.default, int | float) and not isinstance(item.default, bool):
            assert item.metadata["minimum"] <= getattr(settings, item.name)
            assert getattr(settings, item.name) <= item.metadata["maximum"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FLORIN_PORT", "http"),
        ("FLORIN_PORT", "70000"),
        ("FLORIN_DB_POOL_MAX", "-7"),
        ("FLORIN_HEARTBEAT_S", "nan"),
        ("FLORIN_HEARTBEAT_S", "inf"),
        ("FLORIN_DB_PREPARED_STATEMENTS", "perhaps"),
    ],
)
def test_a_value_out_of_bounds_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable) as refused:
        Settings.from_env({variable: value})
    assert value not in str(refused.value)


def test_a_pool_cannot_be_smaller_than_its_minimum() -> None:
    with pytest.raises(SettingsError):
        Settings(db_pool_min=5, db_pool_max=4)


@pytest.mark.parametrize(("text", "value"), [("on", True), ("TRUE", True), ("0", False)])
def test_switches_are_read(text: str, value: bool) -> None:
    settings = Settings.from_env({"FLORIN_DB_PREPARED_STATEMENTS": text})
    assert settings.db_prepared_statements is value


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Settings.from_env({"FLORIN_PORT": ""}).port == Settings().port


def test_what_is_required_is_named_when_missing() -> None:
    with pytest.raises(SettingsError, match="FLORIN_DATABASE_URL"):
        Settings.from_env({}).require("database_url")
    assert Settings(database_url="x").require("database_url").database_url == "x"


def test_two_processes_on_one_host_have_two_names() -> None:
    assert Settings().replica_id != Settings().replica_id
    assert Settings.from_env({"FLORIN_REPLICA_ID": "blue"}).replica_id == "blue"


def test_a_providers_address_can_be_overridden() -> None:
    env = {"FLORIN_PROVIDER_REPLAY_ANTHROPIC_BASE_URL": "http://127.0.0.1:9/"}
    settings = Settings.from_env(env)
    row = "https://api.example.com/v1"
    assert settings.provider_base_url("replay-anthropic", row) == "http://127.0.0.1:9"
    assert settings.provider_base_url("openai", row) == row
    with pytest.raises(SettingsError):
        settings.provider_base_url("openai", None)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x", "api.example.com"])
def test_a_providers_address_is_a_web_address(url: str) -> None:
    with pytest.raises(SettingsError):
        Settings().provider_base_url("openai", url)


def test_a_providers_key_is_read_by_the_name_in_its_row() -> None:
    settings = Settings.from_env(SECRETS)
    assert settings.provider_key("OPENAI_API_KEY") == "s3cret-5"
    assert settings.provider_key(None) is None


@pytest.mark.parametrize(
    "name",
    [
        "SUPABASE_SERVICE_ROLE_KEY",
        "STRIPE_SECRET_KEY",
        "SUPABASE_JWT_SECRET",
        "FLORIN_DATABASE_URL",
        "FLORIN_METRICS_TOKEN",
        "PATH",
        "openai_api_key",
        "OPENAI_API_KEY\n",
        "MISSING_API_KEY",
    ],
)
def test_a_row_cannot_name_another_secret(name: str) -> None:
    env: dict[str, Any] = {**SECRETS, "SUPABASE_SERVICE_ROLE_KEY": "s3cret-6", "PATH": "/bin"}
    env["STRIPE_SECRET_KEY"] = "s3cret-7"
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(env).provider_key(name)
    assert "s3cret" not in str(refused.value)
