"""Users of a bench: tokens, accounts with plenty of credits and room."""

import httpx

from bench.accounts import GRANTED_MICROCREDITS
from local.postgres import SUPERUSER
from local.testbed.databases import Database
from local.testbed.identity import Issuer

# The seed's enterprise plan takes 200 open generations per account: room for 20,000 streams. And
# enough accounts that two streams begun at the same moment rarely wait for each other's row.
USERS = 100
CALL_TIMEOUT_S = 10.0


def open_users(
    database: Database, issuer: Issuer, service_url: str, count: int = USERS
) -> list[str]:
    """The tokens of users whose accounts the service has opened, and knows."""
    tokens = [issuer.new_user(database, is_anonymous=False).token for _ in range(count)]
    greet(service_url, tokens)
    connection = database.connect(SUPERUSER)
    with connection.transaction():
        connection.execute(
            "update access.account_plans set plan_version_id = (catalog.find_plan_version(%s)).id",
            ["enterprise"],
        )
        connection.execute(
            "select ledger.grant_credits(id, 'admin', 'bench', %s) from ledger.accounts",
            [GRANTED_MICROCREDITS],
        )
    return tokens


def greet(service_url: str, tokens: list[str]) -> None:
    """Each user's first request to a service: token verified, account looked up, both kept."""
    with httpx.Client(timeout=CALL_TIMEOUT_S, trust_env=False) as http:
        for token in tokens:
            reply = http.get(f"{service_url}/v1/me", headers={"authorization": f"Bearer {token}"})
            reply.raise_for_status()
