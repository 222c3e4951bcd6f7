"""scripts/bench soak: random operations by many clients, beside a simple model of the books.

`model` is the books, `lines` the connections, `hand` what one client has in hand; `generations`,
`credits`, `holds`, `jobs`, `merges`, `lapses` and `requests` are what clients do; `driver` lets
them, `report` compares and prints. See docs/reliability.md.
"""

from bench.soak.driver import measure
from bench.soak.plan import DEFAULT_OPERATIONS, Plan, SoakError

__all__ = ["DEFAULT_OPERATIONS", "Plan", "SoakError", "measure"]
