"""api.merge_accounts: what may not be merged, and who may not ask."""

import pytest
from accounts.steps import Accounts
from generation.steps import Caller
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def test_what_may_not_be_merged_is_refused(world: Accounts, into: Caller, gone: Caller) -> None:
    other, stranger = world.sign_in(), world.sign_in(is_anonymous=True)
    with refused("FLMRG", rule="not_anonymous"):
        world.merge(into, other)
    with refused("FLMRG", rule="self"):
        world.merge(into, into)
    with refused("FLMRG", rule="self"):
        world.merge(gone, gone)
    with refused("FLMRG", rule="self"):
        world.merge(into, Caller(world, into.account, gone.user_id))
    with refused("FLMRG", rule="into_anonymous"):
        world.merge(gone, stranger)
    # Whose account it is, is not for the caller to say.
    with refused("FLMEM"):
        world.merge(into, Caller(world, gone.account, stranger.user_id))
    with refused("FLMEM"):
        world.merge(Caller(world, into.account, other.user_id), gone)
    assert world.status(gone) == "active"


def test_members_merge_neither_into_nor_from_an_account(
    world: Accounts, into: Caller, gone: Caller
) -> None:
    other = world.sign_in()
    for caller, role in ((other, "member"), (gone, "owner")):
        world.as_user(into.user_id).execute(
            "select api.add_member(%s, %s, %s)", [into.account.id, caller.user_id, role]
        )
    with refused("FLMEM"):
        world.merge(Caller(world, into.account, other.user_id), gone)
    with refused("FLMRG", rule="not_their_own"):
        world.merge(other, Caller(world, into.account, gone.user_id))


def test_circles_and_second_merges_are_refused(world: Accounts, into: Caller, gone: Caller) -> None:
    other = world.sign_in()
    world.merge(into, gone)
    with refused("FLMRG", rule="merged_before"):
        world.merge(other, gone)
    with refused("FLMRG", rule="merged_before"):
        world.merge(other, Caller(world, into.account, gone.user_id))
    # Back again, even if Auth said by now that it is the other one who is anonymous.
    admin = world.db.kept_connection("supabase_admin")
    flip = "update auth.users set is_anonymous = not is_anonymous where id in (%s, %s)"
    admin.execute(flip, [into.user_id, gone.user_id])
    with refused("FLMRG", rule="merged_before"):
        world.merge(gone, into)


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_inactive_accounts_are_refused(
    world: Accounts, into: Caller, gone: Caller, status: str
) -> None:
    for caller in (into, gone):
        caller.account.set_status(status)
        with refused("FLACC", status=status):
            world.merge(into, gone)
        caller.account.set_status("active")


def test_only_the_service_may(world: Accounts) -> None:
    for role in ("florin_worker", "authenticated", "anon", "service_role"):
        with refused("42501"):
            world.db.connect(role).execute("select api.merge_accounts(null, null, null, null)")
