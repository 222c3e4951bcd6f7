"""Every duty there is, one line each."""

from functions_py.settings import Settings

from workers.apple import answer_consumption, fill_gap, read_subscriptions
from workers.apple.session import Duty, run_duties

DUTIES: tuple[Duty, ...] = (answer_consumption.duty, read_subscriptions.duty, fill_gap.duty)


async def run(settings: Settings) -> None:
    """Works until cancelled. Raises ValueError where no API key is set."""
    await run_duties(settings, DUTIES)
