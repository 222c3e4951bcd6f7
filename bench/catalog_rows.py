"""What the catalogue bench reads: models, and for each account preferences, purchases and use."""

from psycopg import sql

from bench.accounts import count_of, open_accounts, settle_down
from local.postgres import SUPERUSER
from local.testbed.databases import Database

MODELS = 50
PRICE_VERSIONS = 10
# Half of the models are not in it, so that entitlements and trials decide.
PLAN = "free"
# Per account; a day's use of five models is five rows.
MODELS_A_DAY = 5

_MODELS = """
insert into catalog.models (
  id, display_name, description, tier, sort_order, metadata, messages_per_day, trial_messages,
  max_output_tokens
)
select
  'bench-' || n, 'Bench ' || n, repeat('What this model is good for. ', 4),
  case when n % 2 = 0 then 'premium' else 'free' end, n,
  '{{"speed": "fast", "quality": "good", "context_window": 200000}}',
  case when n % 2 = 1 then 1000000 end, case when n % 2 = 0 then 1000000 else 0 end, 8192
from generate_series(1, {models} - (select count(*) from catalog.models where enabled)) as n;

insert into catalog.prices (model_id, effective_at, input, output)
select m.id, now() - v * interval '30 days', 1000000 * v, 4000000 * v
from catalog.models as m, generate_series(1, {versions}) as v
where m.id like 'bench-%';

insert into catalog.products (id, kind, store, store_product_id, model_id, price_minor_units)
select m.id || s, 'model_unlock', s, m.id || s, m.id, 499
from catalog.models as m, unnest(array['apple', 'stripe']) as s
where m.id like 'bench-%' and m.tier = 'premium';

insert into catalog.routes (model_id, position, provider_id, provider_model, apis)
select m.id, 1, 'demo', 'demo', '{{chat_completions,responses}}'
from catalog.models as m
where m.id like 'bench-%';
"""

# Every account: a default, three overrides (one of a locked model), an unlocked model, a trial.
_ACCOUNTS = """
update access.account_plans set plan_version_id = (catalog.find_plan_version({plan})).id;

insert into access.profiles (account_id, user_id, time_zone, default_model_id, persona_overrides)
select
  id, id, (array['UTC', 'America/New_York', 'Asia/Tokyo'])[1 + get_byte(uuid_send(id), 15) % 3],
  'bench-1', '{{"persona-1": "bench-2", "persona-2": "bench-4", "persona-3": "bench-6"}}'
from ledger.accounts;

insert into access.entitlements (account_id, kind, key, source, source_ref)
select id, 'model', 'bench-2', 'purchase', 'bench' from ledger.accounts;

insert into access.trials (account_id, model_id, used)
select id, 'bench-4', 1000000 from ledger.accounts;

insert into access.daily_usage (account_id, day, model_id, messages)
select a.id, (now() - d * interval '1 day')::date, 'bench-' || (2 * m - 1), 7
from generate_series(0, {days} - 1) as d, ledger.accounts as a,
  generate_series(1, {a_day}) as m;
"""


def load_catalog(database: Database, accounts: int, usage_rows: int) -> int:
    """Accounts, models and `usage_rows` rows of daily use, rounded up to whole days; how many."""
    open_accounts(database, accounts)
    connection = database.connect(SUPERUSER)
    with connection.transaction():
        connection.execute(
            sql.SQL(_MODELS).format(
                models=sql.Literal(MODELS), versions=sql.Literal(PRICE_VERSIONS)
            )
        )
        connection.execute(
            sql.SQL(_ACCOUNTS).format(
                plan=sql.Literal(PLAN),
                days=sql.Literal(-(-usage_rows // (accounts * MODELS_A_DAY))),
                a_day=sql.Literal(MODELS_A_DAY),
            )
        )
    settle_down(connection)
    return count_of(connection, "access.daily_usage")
