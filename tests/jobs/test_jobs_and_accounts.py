"""Jobs when their account is merged, closed, suspended or archived."""

import uuid

import pytest
from accounts.steps import NOBODY
from jobs.steps import RESULTS, SECOND, Job, Jobs, Patron, call
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

PATH = [{"url": None, "path": "a/b/0.mp4", "content_type": "video/mp4"}]


def patron_of(world: Jobs, *, is_anonymous: bool = False, credits: int = 100 * SECOND) -> Patron:
    caller = world.sign_in(is_anonymous=is_anonymous)
    if credits:
        caller.account.grant(credits)
    return Patron(world, caller.account, caller.user_id)


def test_account_with_an_open_job_is_not_merged(world: Jobs) -> None:
    into, gone = patron_of(world), patron_of(world, is_anonymous=True)
    model = world.media_model()
    job = gone.new_job(model)
    for advance in (job.submit, job.progress, lambda: job.finish("failed")):
        with refused("FLBSY", held=5 * SECOND):
            world.merge(into, gone)
        advance()
    assert world.merge(into, gone)["merged_account_id"] == str(gone.account.id)


def test_job_on_trial_holds_nothing_and_is_in_the_way_all_the_same(world: Jobs) -> None:
    into, gone = patron_of(world), patron_of(world, is_anonymous=True, credits=0)
    job = gone.new_job(world.media_model(tier="premium", trial_messages=1))
    assert gone.held == 0
    with refused("FLBSY", held=0):
        world.merge(into, gone)
    job.cancel()
    world.merge(into, gone)


def test_open_jobs_of_the_other_account_are_in_nobody_s_way(world: Jobs) -> None:
    into, gone = patron_of(world), patron_of(world, is_anonymous=True)
    job = into.new_job(world.media_model())
    world.merge(into, gone)
    job.submit()
    assert job.finish()["won"]


def test_results_that_are_not_stored_yet_are_stored_after_a_merge(world: Jobs) -> None:
    into, gone = patron_of(world), patron_of(world, is_anonymous=True)
    job = gone.new_job(world.media_model())
    job.submit()
    job.finish()
    world.merge(into, gone)
    assert job.store(job.lease(), PATH)
    # History from before a merge stays with the old account.
    found = call(world.service, "list_jobs", into.account.id, into.user_id, None, 10)
    assert found["jobs"] == []


def test_deleted_user_s_jobs_are_canceled_where_nobody_has_them(world: Jobs) -> None:
    patron, model = patron_of(world, credits=500 * SECOND), world.media_model()
    jobs = [patron.new_job(model) for _ in range(6)]
    jobs[0].submit()
    world.delete(patron)
    assert [job.state for job in jobs] == ["submitted"] + ["canceled"] * 5
    assert jobs[0].row["cancel_requested_at"] is not None
    # All that was given back has lapsed with the rest.
    assert (patron.held, patron.posted) == (5 * SECOND, 5 * SECOND)


def test_deleted_user_s_jobs_lead_to_nobody(own_world: Jobs) -> None:
    world, patron = own_world, patron_of(own_world, credits=500 * SECOND)
    model = world.media_model()
    done, failed, late = (patron.new_job(model) for _ in range(3))
    for job in (done, failed, late):
        job.submit()
    done.finish(results=PATH)
    failed.finish("failed", error={"code": "nsfw", "message": "The fox."})
    world.delete(patron)
    for job in (done, failed):
        assert (job.row["user_id"], job.row["input"]) == (NOBODY, {})
    assert failed.row["error"] == {"code": "nsfw"}
    assert late.row["user_id"] == patron.user_id
    claimed = done.claim()
    assert claimed is not None
    assert (claimed["deleted"], claimed["results"]) == (True, PATH)
    done.store(uuid.UUID(claimed["lease"]), [])

    # What was still at the provider ends by its verdict, and is forgotten then.
    assert late.finish(results=RESULTS)["won"]
    world.ledger.connection.execute("update access.departures set due_at = now()")
    world.close_orphans()
    assert (late.row["user_id"], late.row["input"]) == (NOBODY, {})
    assert late.row["deleted_at"] is not None
    assert (patron.held, patron.posted) == (0, 0)
    world.ledger.connection.execute("update access.departures set due_at = now()")
    world.close_orphans()
    assert world.count("access.departures", patron) == 0


def test_user_whom_auth_deleted_is_forgotten_by_the_worker(own_world: Jobs) -> None:
    world, patron = own_world, patron_of(own_world)
    job = patron.new_job(world.media_model())
    world.forget_in_auth(patron.user_id)
    world.close_orphans()
    assert (job.state, job.row["user_id"], job.row["input"]) == ("canceled", NOBODY, {})
    assert patron.held == 0


def test_suspended_account_s_jobs_go_on_and_no_new_one_begins(world: Jobs) -> None:
    patron, model = world.patron(max_running_jobs=1), world.media_model()
    first, second = patron.new_job(model), patron.new_job(model)
    patron.account.set_status("suspended")
    with refused("FLACC"):
        patron.ask(model)
    first.submit()
    assert first.finish()["job"]["charged_microcredits"] == 5 * SECOND
    assert not second.is_waiting


def archive(world: Jobs, patron: Patron) -> None:
    """Ninety days later, everything summed up."""
    world.ledger.connection.execute(
        "update generation.generations set created_at = created_at - interval '95 days', "
        "finished_at = finished_at - interval '95 days' where account_id = %s",
        [patron.account.id],
    )
    world.ledger.connection.execute(
        "update generation.jobs set created_at = created_at - interval '95 days' "
        "where account_id = %s",
        [patron.account.id],
    )
    world.ledger.connection.execute(
        "update generation.roll_up_progress set "
        "marked_until = date_trunc('day', now() - interval '96 days', 'UTC'), "
        "closed_before = (now() - interval '96 days')::date, "
        "archived_day = (now() - interval '97 days')::date"
    )
    for function in ("roll_up_usage", "archive_generations"):
        while call(world.worker, function, 100) >= 100:
            pass


def test_job_outlives_its_generation_until_it_is_deleted(own_world: Jobs) -> None:
    world, patron = own_world, own_world.patron()
    model = world.media_model()
    kept, deleted = patron.new_job(model), patron.new_job(model)
    for job in (kept, deleted):
        job.submit()
        job.finish(results=PATH)
    deleted.delete()
    deleted.store(deleted.lease(), [])
    archive(world, patron)
    assert patron.count() == 0
    rows = world.ledger.rows(
        "select id from generation.jobs where account_id = %s", patron.account.id
    )
    assert rows == [{"id": kept.id}]
    told = kept.read()
    assert told is not None
    assert (told["charged_microcredits"], told["results"]) == (5 * SECOND, PATH)
    assert world.db.verify() == []

    assert kept.delete()
    assert kept.store(kept.lease(), [])
    assert world.count("generation.jobs", patron) == 0


def test_failed_job_that_outlived_its_generation_goes_at_once(own_world: Jobs) -> None:
    world, patron = own_world, own_world.patron()
    job = patron.new_job(world.media_model())
    job.finish("failed")
    archive(world, patron)
    assert patron.count() == 0
    assert job.delete()
    assert world.count("generation.jobs", patron) == 0


@pytest.mark.parametrize(
    "columns",
    [
        {"hold": "hold + 1"},
        {"charged": "0"},
        {"delivered": "4"},
        {"status": "'failed'"},
        {"status": "'running'", "finished_at": "null", "charged": "null", "delivered": "null"},
    ],
)
def test_job_and_generation_that_differ_are_a_violation(
    own_world: Jobs, columns: dict[str, str]
) -> None:
    job = own_world.patron().new_job(own_world.media_model())
    job.submit()
    job.finish()
    assert own_world.db.verify() == []
    own_world.db.verify_after = False
    job.set(**columns)
    violations = own_world.db.verify()
    assert [v["violation"] for v in violations] == ["job_and_generation_differ"]


def test_one_without_the_other_is_a_violation(own_world: Jobs) -> None:
    patron, model = own_world.patron(), own_world.media_model()
    orphan, lost = patron.new_job(model), patron.new_job(model)
    own_world.db.verify_after = False
    own_world.ledger.connection.execute("delete from generation.jobs where id = %s", [orphan.id])
    own_world.ledger.connection.execute(
        "delete from generation.generations where id = %s", [lost.id]
    )
    found = [v["violation"] for v in own_world.db.verify()]
    assert found.count("job_and_generation_differ") == 2


def test_job_of_somebody_else_s_id_may_be_one_s_own(world: Jobs) -> None:
    """Ids are made by clients of the service: the account is part of the key."""
    model = world.media_model()
    one, other = world.patron(), world.patron()
    job = one.new_job(model)
    twin = other.new_job(model, job_id=job.id)
    twin.cancel()
    assert (job.state, twin.state) == ("queued", "canceled")
    assert isinstance(Job(one, job.id).read(), dict)
