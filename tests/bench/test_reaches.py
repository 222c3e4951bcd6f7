"""What `scripts/bench all` calls missed."""

from bench.reaches import REACHES, missed, reach


def test_a_figure_at_its_bound_reaches_it() -> None:
    ledger = {"ratio": REACHES["ledger.ratio"].bound}
    stream = {"ratio": REACHES["stream.ratio"].bound}
    assert missed({"ledger": ledger, "stream": stream}) == {}


def test_a_figure_on_the_wrong_side_is_named_with_its_bound() -> None:
    figures = {"stream": {"ratio": 9.5, "ttfb_added_ms": {"p50": 1.0, "p99": 100.0}}}
    assert missed(figures) == {
        "stream.ratio": f"9.5, not {reach('stream.ratio')}",
        "stream.ttfb_added_ms.p99": f"100, not {reach('stream.ttfb_added_ms.p99')}",
    }
