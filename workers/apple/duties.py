"""Every duty there is, one line each."""

from functions_py.rpc import WorkerRpc
from functions_py.settings import Settings
from functions_py.stores import Rereader
from functions_py.stores.apple_events import PROVIDER

from workers.apple import answer_consumption, fill_gap, read_subscriptions
from workers.apple.session import Duty, in_time, run_duties

DUTIES: tuple[Duty, ...] = (answer_consumption.duty, read_subscriptions.duty, fill_gap.duty)


async def run(settings: Settings) -> None:
    """Works until cancelled. Raises ValueError where no API key is set."""
    await run_duties(settings, DUTIES)


def rereader(settings: Settings) -> Rereader:
    """Notes that subscriptions are to be asked about, with everything else that is in doubt. Over a
    connection of its own: contradictions are rare, and nobody else's business waits for it."""

    async def note(environment: str, chain_ids: list[str]) -> None:
        rpc = await WorkerRpc.connect(settings)
        try:
            await in_time(rpc.note_doubts(PROVIDER, environment, chain_ids))
        finally:
            await rpc.close()

    return note
