"""What an account's replies usually use is learned from what is recorded, and held at first."""

import uuid

import pytest
from generation.steps import line
from holds.habits import MOST, STEP, Habits

FLOOR = STEP // 4


def test_four_in_five_replies_fit_what_is_held(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, range(2010, 3010, 10))
    assert habits.held(caller, model) == STEP
    habits.learn()
    assert habits.figures(caller) == {model: 2800}
    assert habits.held(caller, model) == 2800


def test_a_whole_reply_is_held_for_whole_whatever_is_usual(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [500] * 10)
    habits.learn()
    assert caller.begin(model, input=0, stream=False)["hold"] == MOST


@pytest.mark.parametrize(("output", "figure"), [(1, FLOOR), (700, 700), (9_000, MOST)])
def test_figures_lie_between_a_quarter_step_and_all_the_model_may_write(
    habits: Habits, output: int, figure: int
) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [output] * 5)
    habits.learn()
    assert habits.held(caller, model) == figure


def test_no_more_is_held_than_the_request_allows(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [3000] * 5)
    habits.learn()
    assert habits.held(caller, model, max_output=40) == 40
    assert habits.held(caller, model, max_output=MOST) == 3000


def test_bound_that_was_lowered_since_counts(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [3000] * 5)
    habits.learn()
    habits.world.ledger.connection.execute(
        "update catalog.models set max_output_tokens = 600 where id = %s", [model]
    )
    assert habits.held(caller, model) == 600


def test_four_replies_are_no_habit(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [3000] * 4)
    habits.learn()
    assert habits.figures(caller) == {}
    assert habits.held(caller, model) == STEP


@pytest.mark.parametrize("others", [4, 9, 99])
def test_an_outlier_does_not_blow_it_up(habits: Habits, others: int) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [MOST, *[400] * others])
    habits.learn()
    assert habits.figures(caller) == {model: 400}


def test_changed_habit_is_followed_within_a_hundred_replies(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [400] * 100, days_ago=9)
    # A longer one takes a fifth of them, a shorter one four.
    habits.live(caller, model, [2000] * 30, days_ago=6)
    habits.learn()
    assert habits.figures(caller) == {model: 2000}
    habits.live(caller, model, [300] * 85, days_ago=3)
    habits.learn()
    assert habits.figures(caller) == {model: 300}


def test_what_is_older_than_four_weeks_is_forgotten(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [2000] * 20, days_ago=29)
    habits.live(caller, model, [400] * 5, days_ago=2)
    habits.learn()
    assert habits.figures(caller) == {model: 400}


def test_only_replies_that_came_to_their_end_count(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    done = []
    for outcome in ("canceled", "credits_exhausted", "provider_failed", "timed_out") * 3:
        done.append(caller.start(model, input=0))
        caller.finish(done[-1], line(0, 5000), outcome=outcome)
    habits.move(caller, done, 2)
    habits.live(caller, model, [600] * 5)
    habits.learn()
    assert habits.figures(caller) == {model: 600}


def test_figures_are_those_of_the_thirty_two_models_used_most(habits: Habits) -> None:
    caller = habits.caller()
    rare = habits.model()
    habits.live(caller, rare, [500] * 5)
    models = [habits.model() for _ in range(32)]
    for model in models:
        habits.live(caller, model, [500] * 6)
    habits.learn()
    assert set(habits.figures(caller)) == set(models)


def test_learning_again_changes_nothing(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, range(300, 900, 30))
    habits.learn()
    row = "select xmin::text from access.account_plans where account_id = %s"
    before = habits.world.ledger.value(row, caller.account.id)
    habits.learn()
    assert habits.world.ledger.value(row, caller.account.id) == before


def test_an_account_without_a_past_holds_what_is_usual_for_the_model(habits: Habits) -> None:
    model = habits.model()
    for number in range(10):
        habits.live(habits.caller(), model, [500 + 10 * number] * 5)
    assert habits.usual(model) is None
    habits.learn()
    # The middle of the ten, 540, in steps of 128.
    assert habits.usual(model) == 640
    newcomer = habits.caller()
    assert habits.held(newcomer, model) == 640
    # One's own comes before the model's.
    habits.live(newcomer, model, [2000] * 5)
    habits.learn()
    assert habits.held(newcomer, model) == 2000


def test_nobody_s_use_shows_in_what_others_hold(habits: Habits) -> None:
    model, watcher = habits.model(), habits.caller()
    crowd = [habits.caller() for _ in range(9)]
    for caller in crowd:
        habits.live(caller, model, [3000] * 20)
    habits.learn()
    # Nine are too few to be told from one another.
    assert habits.held(watcher, model) == STEP
    habits.live(habits.caller(), model, [3000] * 5)
    habits.learn()
    common = habits.held(watcher, model)
    assert common == 3072
    # Of ten, one alone moves nothing.
    habits.live(crowd[0], model, [300] * 100)
    habits.learn()
    assert habits.held(watcher, model) == common
    assert habits.figures(watcher) == {}


def test_users_read_no_figures(habits: Habits) -> None:
    caller = habits.caller()
    signed_in = habits.world.db.connect(
        "authenticated", claims={"sub": str(caller.user_id), "role": "authenticated"}
    )
    for table in ("access.account_plans", "catalog.offers"):
        with pytest.raises(Exception) as refused:
            signed_in.execute(f"select * from {table}")
        assert getattr(refused.value, "sqlstate", None) == "42501"


def test_model_s_figure_outlives_a_change_of_the_catalogue(habits: Habits) -> None:
    model = habits.model()
    for _ in range(10):
        habits.live(habits.caller(), model, [700] * 5)
    habits.learn()
    assert habits.usual(model) == 768
    habits.world.price(model, starts_in="1 day", output=2_000_000)
    habits.world.route(model, 2, "another")
    assert habits.usual(model) == 768


def test_more_than_is_usual_is_extended_and_charged(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [400] * 5)
    habits.learn()
    before = caller.account.facts["posted"]
    begun = caller.begin(model, input=0)
    generation_id = uuid.UUID(begun["generation_id"])
    assert begun["hold"] == 400
    assert caller.extend(generation_id, 1700) == 1700
    assert caller.finish(generation_id, line(0, 1650))["charged"] == 1650
    assert caller.account.money == (before - 1650, 0, 0)


def test_who_has_credits_for_the_usual_is_not_refused_for_a_step(habits: Habits) -> None:
    model, caller = habits.model(), habits.caller()
    habits.live(caller, model, [300] * 5)
    habits.learn()
    left = caller.account.facts["posted"]
    habits.world.ledger.value(
        "select ledger.adjust_balance(%s, %s, 'x')", caller.account.id, 350 - left
    )
    assert caller.begin(model, input=0)["status"] == "started"
    assert caller.account.facts["available"] == 50
