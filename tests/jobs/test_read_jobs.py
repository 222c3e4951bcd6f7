"""api.list_jobs and api.read_job: history by page, newest first, one's own."""

import pytest
from jobs.steps import Jobs, Patron, call
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres


def page(patron: Patron, before: str | None = None, limit: int | None = 2) -> Row:
    found: Row = call(
        patron.world.service, "list_jobs", patron.account.id, patron.user_id, before, limit
    )
    return found


def test_pages_have_every_job_once_newest_first(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    jobs = [patron.new_job(model) for _ in range(5)]
    # Two of the same moment.
    jobs[1].set(
        created_at="(select created_at from generation.jobs where id = "
        f"'{jobs[2].id}' and account_id = '{patron.account.id}')"
    )
    found: list[str] = []
    before, sizes = None, []
    while True:
        got = page(patron, before)
        found += [job["id"] for job in got["jobs"]]
        sizes.append(len(got["jobs"]))
        before = got["next"]
        if before is None:
            break
        # What comes in or goes meanwhile moves nothing.
        patron.new_job(model)
    twins = sorted((str(jobs[1].id), str(jobs[2].id)), reverse=True)
    assert found == [str(jobs[4].id), str(jobs[3].id), *twins, str(jobs[0].id)]
    assert sizes == [2, 2, 1]


def test_page_of_exactly_all_has_no_next(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    assert page(patron) == {"jobs": [], "next": None}
    jobs = [patron.new_job(model) for _ in range(2)]
    got = page(patron)
    assert (got["next"], got["jobs"][0]) == (None, jobs[1].read())


def test_deleted_jobs_are_left_out(world: Jobs) -> None:
    patron, model = world.patron(), world.media_model()
    jobs = [patron.new_job(model) for _ in range(3)]
    jobs[1].cancel()
    jobs[1].delete()
    assert [job["id"] for job in page(patron)["jobs"]] == [str(jobs[2].id), str(jobs[0].id)]
    assert page(patron)["next"] is None


def test_limit_and_cursor_that_are_none_are_refused(world: Jobs) -> None:
    patron = world.patron()
    for limit in (0, 101, None):
        with refused("FLARG", argument="limit"):
            page(patron, limit=limit)
    for before in ("", "1", "x-y", "9" * 17 + "-00000000-0000-0000-0000-000000000000"):
        with refused("FLARG", argument="before"):
            page(patron, before)


def test_whoever_is_no_member_sees_none(world: Jobs) -> None:
    patron = world.patron()
    with refused("FLMEM"):
        call(world.service, "list_jobs", patron.account.id, world.user(), None, 10)
