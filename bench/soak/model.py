"""The books as they must be, told a second time: additions, no locks, no SQL.

An operation that is under way may or may not have happened yet. So the model knows what is
certain, and, from what is under way, between which bounds an account can be. A refusal must be
possible within the bounds that held while it was asked for, and so must an acceptance: one that no
order of the operations allows is an overspend.
"""

from dataclasses import dataclass, field
from uuid import UUID

# Of models `demo` and `demo-claude` in the seed, microcredits per million tokens, per search.
INPUT, CACHE_READ, CACHE_WRITE, OUTPUT = 300_000_000, 30_000_000, 375_000_000, 1_500_000_000
WEB_SEARCH = 1_000_000
# Of `demo-image`, microcredits for each.
IMAGE = 1_000_000
MODEL_CAP_TOKENS = 4096
STEP_TOKENS = 1024

Line = dict[str, int | str | None]

_UNKNOWN = 1 << 62


def price(lines: list[Line]) -> int:
    """What usage costs: the exact sum, rounded up once. docs/charging.md"""
    rates = {"input": INPUT, "cache_read": CACHE_READ, "cache_write": CACHE_WRITE, "output": OUTPUT}
    tokens = sum(int(line[name] or 0) * rate for line in lines for name, rate in rates.items())
    searches = sum(int(line["web_search"] or 0) for line in lines)
    return -(-tokens // 1_000_000) + searches * WEB_SEARCH


def hold_for(input_tokens: int, max_output_tokens: int, *, stream: bool) -> int:
    """What is held when a generation begins: docs/charging.md."""
    cap = min(max_output_tokens, MODEL_CAP_TOKENS)
    output = min(cap, STEP_TOKENS) if stream else cap
    return -(-(input_tokens * CACHE_WRITE + output * OUTPUT) // 1_000_000)


@dataclass(eq=False, slots=True)
class Flight:
    """An operation under way. down, up: how far it may lower or raise what is available; opens:
    generations more or fewer. The bounds are what the others made possible meanwhile; alone: there
    were none."""

    down: int = 0
    up: int = 0
    opens: int = 0
    low: int = _UNKNOWN
    high: int = -_UNKNOWN
    open_low: int = _UNKNOWN
    open_high: int = -_UNKNOWN
    alone: bool = True


@dataclass(eq=False, slots=True)
class Book:
    """One account. `doubt` is what may happen by itself: leases that run out, credits that lapse.

    begun: generations that must exist. bought: purchases; is_customer: whose they are was told.
    lapsing: the references of expiring grants of which others may spend at the same time; how much
    of them lapses is not known beforehand.
    """

    account_id: UUID
    user_id: UUID
    max_open: int = 200
    posted: int = 0
    held: int = 0
    open: int = 0
    begun: int = 0
    bought: int = 0
    is_customer: bool = False
    is_closed: bool = False
    lapsing: dict[str, int] = field(default_factory=dict)
    doubt: Flight = field(default_factory=Flight)
    _flights: set[Flight] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._flights.add(self.doubt)

    @property
    def available(self) -> int:
        return self.posted - self.held

    def start(self, *, down: int = 0, up: int = 0, opens: int = 0) -> Flight:
        flight = Flight(down, up, opens)
        self._flights.add(flight)
        self._note()
        return flight

    def land(
        self, flight: Flight, *, posted: int = 0, held: int = 0, opens: int = 0, begun: int = 0
    ) -> None:
        """What became of it; nothing where it was refused."""
        self._flights.remove(flight)
        self.posted += posted
        self.held += held
        self.open += opens
        self.begun += begun
        self._note()

    def doubts(self, *, down: int = 0, up: int = 0, opens: int = 0) -> None:
        """Something may happen by itself from now on; the same negative: not any more."""
        self.doubt.down += down
        self.doubt.up += up
        self.doubt.opens += opens
        self._note()

    def _note(self) -> None:
        flights = self._flights
        low = self.available - sum(flight.down for flight in flights)
        high = self.available + sum(flight.up for flight in flights)
        open_low = self.open + sum(min(flight.opens, 0) for flight in flights)
        open_high = self.open + sum(max(flight.opens, 0) for flight in flights)
        doubt = self.doubt
        alone = len(flights) <= 2 and doubt.down == doubt.up == doubt.opens == 0
        for flight in flights:
            flight.alone &= alone
            flight.low = min(flight.low, low + flight.down)
            flight.high = max(flight.high, high - flight.up)
            flight.open_low = min(flight.open_low, open_low - min(flight.opens, 0))
            flight.open_high = max(flight.open_high, open_high - max(flight.opens, 0))
