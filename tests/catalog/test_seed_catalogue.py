"""What the seed offers: models that need a key, models that need none, and a default."""

import pytest
from generation.steps import World
from ledger.steps import Row


@pytest.fixture
def offered(own_world: World) -> list[Row]:
    """The chat models of real providers."""
    return own_world.ledger.rows(
        "select m.*, (select array_agg(distinct r.provider_id order by r.provider_id) "
        "from catalog.routes as r where r.model_id = m.id) as providers, "
        "(select array_agg(p.store order by p.store) from catalog.products as p "
        "where p.model_id = m.id) as stores "
        "from catalog.models as m where m.kind = 'chat' and m.id !~ '^(demo|replay)' "
        "order by m.sort_order"
    )


def test_eight_models_three_of_them_free(offered: list[Row]) -> None:
    assert [one["tier"] for one in offered] == ["free"] * 3 + ["premium"] * 5
    assert {"openai", "anthropic", "together", "google"} <= {
        provider for one in offered for provider in one["providers"]
    }


def test_each_says_what_an_app_shows(offered: list[Row]) -> None:
    for one in offered:
        assert one["enabled"]
        assert one["description"]
        assert {"speed", "quality", "context_window"} == set(one["metadata"])


def test_free_ones_have_a_daily_limit_and_premium_ones_a_trial_and_unlocks(
    offered: list[Row],
) -> None:
    for one in offered:
        if one["tier"] == "free":
            assert one["messages_per_day"] > 0
            assert (one["trial_messages"], one["stores"]) == (0, None)
        else:
            assert one["trial_messages"] > 0
            assert one["stores"] == ["apple", "stripe"]


def test_every_enabled_model_is_served_and_has_a_price(own_world: World) -> None:
    rows = own_world.ledger.rows(
        "select m.id from catalog.models as m where m.enabled and not ("
        "exists (select from catalog.offers as o where o.model_id = m.id) and "
        "exists (select from catalog.prices as p where p.model_id = m.id and (p.input > 0 "
        "or exists (select from catalog.unit_prices as u where u.price_id = p.id))))"
    )
    assert rows == []


def test_every_route_of_a_provider_has_its_cost(own_world: World) -> None:
    rows = own_world.ledger.rows(
        # What images and video cost us is known by the job, which no route_costs can say.
        "select r.model_id from catalog.routes as r where r.model_id !~ '^(demo-|replay)' "
        "and r.apis <> '{jobs}' "
        "and not exists (select from catalog.route_costs as c where c.route_id = r.id)"
    )
    assert rows == []


def test_default_needs_no_key_and_is_free(own_world: World) -> None:
    row = own_world.ledger.row(
        "select m.id, m.tier, m.messages_per_day, v.key_env from catalog.models as m "
        "join catalog.routes as r on r.model_id = m.id "
        "join catalog.providers as v on v.id = r.provider_id where m.is_default"
    )
    assert row == {"id": "demo", "tier": "free", "messages_per_day": None, "key_env": None}


def test_images_and_video_are_made_by_jobs_alone_and_priced_by_the_unit(own_world: World) -> None:
    rows = own_world.ledger.rows(
        "select m.id, m.kind, m.tier, array_agg(distinct u.unit::text) as units, "
        "(select array_agg(distinct o.api) from catalog.offers as o where o.model_id = m.id) "
        "as apis "
        "from catalog.models as m join catalog.prices as p on p.model_id = m.id "
        "join catalog.unit_prices as u on u.price_id = p.id group by m.id order by m.sort_order"
    )
    assert [(row["id"], row["kind"], row["tier"]) for row in rows] == [
        ("demo-image", "image", "free"),
        ("demo-video", "video", "free"),
        ("gpt-image-2", "image", "premium"),
        ("veo-3-fast", "video", "premium"),
    ]
    for row in rows:
        assert row["units"] == [{"image": "image", "video": "second"}[row["kind"]]]
        assert row["apis"] == ["jobs"]
