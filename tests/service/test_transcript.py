"""The numbered buffer between one writer and many readers."""

from __future__ import annotations

import asyncio

import pytest
from functions_py.errors import FlorinError
from functions_py.transcript import Budget, Reader, Transcript, has_data

ROOMY = 1 << 20


def transcript(limit_bytes: int = ROOMY, budget_bytes: int = ROOMY) -> Transcript:
    return Transcript(limit_bytes, Budget(budget_bytes))


def event(text: str) -> bytes:
    return b"data: %b\n\n" % text.encode()


async def test_every_reader_gets_everything_in_order() -> None:
    written = transcript()
    readers = [written.attach() for _ in range(3)]
    written.append([event("a"), event("b")])
    early = readers[0].take()
    written.append([event("c")])
    written.end()
    whole = b"id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n"
    assert early + readers[0].take() == whole
    assert [reader.take() for reader in readers[1:]] == [whole, whole]
    assert all(reader.ended for reader in readers)


async def test_a_reader_starts_where_it_says() -> None:
    written = transcript()
    written.append([event(str(n)) for n in range(1, 6)])
    for after in range(6):
        expected = b"".join(b"id: %d\n%b" % (n, event(str(n))) for n in range(after + 1, 6))
        assert written.attach(after).take() == expected


async def test_numbers_go_on_beyond_those_prepared() -> None:
    written = transcript()
    written.append([event("x")] * 5000)
    assert written.attach(4094).take().startswith(b"id: 4095\ndata: x\n\nid: 4096\n")
    assert written.attach(4999).take() == b"id: 5000\ndata: x\n\n"


async def test_a_reader_waits_for_what_is_not_there_yet() -> None:
    written = transcript()
    reader = written.attach()
    assert not reader.ready
    waiting = asyncio.create_task(reader.wait())
    await asyncio.sleep(0)
    written.append([event("a")])
    await asyncio.wait_for(waiting, 1)
    assert reader.ready
    assert reader.take() == b"id: 1\ndata: a\n\n"
    waiting = asyncio.create_task(reader.wait())
    await asyncio.sleep(0)
    written.end()
    await asyncio.wait_for(waiting, 1)
    assert reader.ended


async def test_an_id_that_was_never_sent_is_refused() -> None:
    written = transcript()
    written.append([event("a")])
    with pytest.raises(FlorinError) as refused:
        written.attach(2)
    assert (refused.value.status, refused.value.code) == (400, "invalid_last_event_id")
    assert refused.value.extra == {"last_event_id": 1}


async def test_without_readers_the_oldest_go() -> None:
    written = transcript(limit_bytes=100)
    for number in range(1, 21):
        written.append([event(f"{number:02}")])
    assert written.size <= 100
    assert written.last_id == 20
    with pytest.raises(FlorinError) as refused:
        written.attach(0)
    assert (refused.value.status, refused.value.code) == (409, "replay_trimmed")
    first = refused.value.extra["first_event_id"]
    assert written.attach(first - 1).take().startswith(b"id: %d\n" % first)


async def test_what_a_reader_has_not_taken_stays() -> None:
    written = transcript(limit_bytes=100)
    slow, fast = written.attach(), written.attach()
    for number in range(10):
        written.append([event(str(number))])
        fast.take()
    assert written.full
    assert slow.take().count(b"id: ") == 10


async def test_the_writer_waits_for_a_reader_that_is_behind() -> None:
    written = transcript(limit_bytes=50)
    reader = written.attach()
    written.append([event("x" * 100)])
    waiting = asyncio.create_task(written.room())
    await asyncio.sleep(0)
    assert not waiting.done()
    reader.take()
    await asyncio.wait_for(waiting, 1)
    assert not written.full


async def test_a_reader_that_leaves_frees_the_writer() -> None:
    written = transcript(limit_bytes=50)
    reader = written.attach()
    written.append([event("x" * 100)])
    waiting = asyncio.create_task(written.room())
    await asyncio.sleep(0)
    reader.close()
    reader.close()
    await asyncio.wait_for(waiting, 1)
    assert written.attached == 0


async def test_nobody_is_waited_for_who_is_up_to_date() -> None:
    written = transcript(limit_bytes=50)
    reader = written.attach()
    written.append([event("x" * 100)])
    reader.take()
    await asyncio.wait_for(written.room(), 1)


async def test_a_reader_let_go_is_told_and_its_task_cancelled() -> None:
    written = transcript(limit_bytes=50)
    reader = written.attach()
    reader.task = asyncio.create_task(asyncio.sleep(60))
    written.append([event("x" * 100)])
    written.drop_laggards()
    assert reader.lost and reader.ready
    assert not written.full
    with pytest.raises(asyncio.CancelledError):
        await reader.task


async def test_all_transcripts_together_are_bounded() -> None:
    budget = Budget(1000)
    kept = Transcript(ROOMY, budget)
    kept.append([event("x" * 600)])
    kept.end()

    def make_room() -> bool:
        if not kept.size:
            return False
        kept.drop()
        return True

    budget.make_room = make_room
    running = Transcript(ROOMY, budget)
    running.append([event("y" * 300)])
    assert kept.size > 0
    running.append([event("z" * 300)])
    assert kept.size == 0
    assert budget.used == running.size
    for _ in range(5):
        running.append([event("z" * 300)])
    assert budget.used <= 1000
    running.drop()
    assert budget.used == 0


async def test_comments_and_blank_lines_are_no_events() -> None:
    written = transcript()
    written.append([b": wait\n\n", b"\n\n", b"\r\ndata: a\r\n\r\n", b"retry: 5\n\n"])
    assert written.attach().take() == (b"id: 1\n: wait\nid: 2\ndata: a\r\n\r\nid: 3\nretry: 5\n")


@pytest.mark.parametrize(
    ("sent", "numbered"),
    [
        (b"id: 9\ndata: a\n\n", b"id: 1\nid: 9\ndata: a\nid: 1\n\n"),
        (b"data: a\nid: 9\n\n", b"id: 1\ndata: a\nid: 9\nid: 1\n\n"),
        (b"data: a\r\nid: 9\r\n\r\n", b"id: 1\ndata: a\r\nid: 9\r\nid: 1\r\n\r\n"),
        (b"data: id: 9\n\n", b"id: 1\ndata: id: 9\n\n"),
    ],
)
async def test_of_two_ids_ours_is_the_last(sent: bytes, numbered: bytes) -> None:
    written = transcript()
    written.append([sent])
    assert written.attach().take() == numbered


@pytest.mark.parametrize(
    ("block", "is_event"),
    [
        (b"data: a\n\n", True),
        (b"event: x\ndata: a\n\n", True),
        (b": c\r\ndata: a\r\n\r\n", True),
        (b": data: a\n\n", False),
        (b"event: x\n\n", False),
        (b"\n", False),
    ],
)
def test_an_event_is_what_has_data(block: bytes, is_event: bool) -> None:
    assert has_data(block) is is_event


def test_a_reader_says_where_it_is() -> None:
    reader = Reader(transcript(), 0)
    assert (reader.position, reader.ended, reader.take()) == (0, False, b"")


async def test_a_reader_in_the_middle_of_what_is_dropped_is_lost() -> None:
    written = transcript()
    behind, done = written.attach(), written.attach()
    written.append([event("a")])
    written.end()
    done.take()
    written.drop()
    assert behind.lost and behind.take() == b""
    assert not done.lost and done.ended
