"""What a provider answers is doubted: sizes, addresses, kinds, words."""

from typing import Any

import pytest
from functions_py.media.fal_answers import MAX_FILES, error_of, failure_of, progress_of, result_of
from functions_py.media.files import content_type_of, extension_of
from functions_py.media.provider import Canceled, Failed, Succeeded, outcome_of
from functions_py.media.words import MAX_MESSAGE_CHARACTERS, code_of, line_of

PNG = {"url": "https://cdn.example/a.png", "content_type": "image/png", "width": 8, "height": 9}


@pytest.mark.parametrize(
    ("payload", "count"),
    [
        ({"images": [PNG, PNG]}, 2),
        ({"image": PNG}, 1),
        ({"video": {"url": "https://cdn.example/a.mp4"}}, 1),
        ({"videos": [{"url": "https://cdn.example/a.mp4"}] * 3}, 3),
        ({"images": [PNG, None, 5, {"url": 5}, {}]}, 1),
        ({"images": [PNG] * 1000}, MAX_FILES),
    ],
)
def test_files_are_found(payload: dict[str, Any], count: int) -> None:
    told = result_of(payload)
    assert isinstance(told, Succeeded) and len(told.files) == count


@pytest.mark.parametrize(
    "payload",
    [
        *(None, [], "text", {}, {"images": []}, {"images": {"a": 1}}, {"video": []}),
        *({"image": {"url": url}} for url in ("", "data:image/png;base64,AAAA", "file:///etc")),
        *(
            {"image": {"url": url}}
            for url in ("x", "https://", "ftp://a/b", "https://a/" + "x" * 5000)
        ),
    ],
)
def test_what_cannot_be_fetched_is_no_file(payload: Any) -> None:
    told = result_of(payload)
    assert isinstance(told, Failed) and told.code == "no_results"


def test_odd_facts_of_a_file_are_left_out() -> None:
    told = result_of({"image": {**PNG, "width": -1, "height": True, "duration": "long"}})
    assert isinstance(told, Succeeded)
    file = told.files[0]
    assert (file.width, file.height, file.seconds) == (None, None, None)
    assert outcome_of(told) == (
        "succeeded",
        [{"url": PNG["url"], "path": None, "content_type": "image/png"}],
        None,
    )


@pytest.mark.parametrize(
    ("told", "path", "kind", "extension"),
    [
        ("image/png", "/a.exe", "image/png", "png"),
        ("VIDEO/MP4; codecs=avc1", "/a", "video/mp4", "mp4"),
        ("text/html", "/a.jpeg", "image/jpeg", "jpg"),
        ("text/html", "/a.html", "application/octet-stream", "bin"),
        ("image/svg+xml", "/a.svg", "application/octet-stream", "bin"),
        (None, "/../../etc/passwd", "application/octet-stream", "bin"),
        (5, "/a.WEBM", "video/webm", "webm"),
    ],
)
def test_kinds_are_among_a_few(told: Any, path: str, kind: str, extension: str) -> None:
    assert content_type_of(told, path) == kind
    assert extension_of(kind) == extension


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            {"detail": [{"type": "content_policy_violation", "msg": "no"}]},
            "content_policy_violation",
        ),
        ({"detail": "Request timed out", "error_type": "request_timeout"}, "request_timeout"),
        ({"error": "boom"}, "provider_failed"),
        ({"detail": [{"type": "Not A Code!", "msg": "x"}]}, "provider_failed"),
        ({"detail": [5]}, "provider_failed"),
        ("text", "provider_failed"),
        (None, "provider_failed"),
    ],
)
def test_codes_of_errors_are_words(body: Any, code: str) -> None:
    found, message = error_of(body)
    assert found == code and 0 < len(message) <= MAX_MESSAGE_CHARACTERS


def test_canceled_is_told_in_two_ways() -> None:
    assert failure_of(499, None) == Canceled()
    assert failure_of(None, {"error_type": "client_cancelled", "error": "x"}) == Canceled()
    assert isinstance(failure_of(500, {"error_type": "internal_error"}), Failed)


def test_text_of_a_provider_is_one_bounded_line() -> None:
    assert line_of("a\r\nb\x00c\x1b[31m", "") == "a b c [31m"
    assert line_of("x" * 10_000, "") == "x" * MAX_MESSAGE_CHARACTERS
    assert [line_of(odd, "so") for odd in (None, 5, "", "\n", ["x"])] == ["so"] * 5
    assert [code_of(odd, "so") for odd in (None, "", "A", "a b", "1a", "x" * 65)] == ["so"] * 6


@pytest.mark.parametrize(
    ("logs", "progress"),
    [
        ([{"message": " 45%|####  | 9/20 [00:03<00:04]"}], 45),
        ([{"message": "10%"}, {"message": "loading"}, {"message": "done 37.5 %"}], 37),
        ([{"message": "0%"}], 0),
        ([{"message": "100%"}], 100),
        ([{"message": "memory 250%"}], None),
        ([{"message": "50%"}, {"message": "memory 250%"}], 50),
        ([{"message": 5}, "50%", None], None),
        ([{"message": "1.50% "}], 1),
        ("50%", None),
        (None, None),
        ([], None),
        ([{"message": "x" * 1_000_000 + "7%"}], 7),
    ],
)
def test_progress_is_the_last_percentage(logs: Any, progress: int | None) -> None:
    assert progress_of(logs) == progress
