"""scripts/demo --job: a film, from the order to the stored file, its progress told by Realtime."""

import time
from typing import Any

import httpx
from florin_client import Florin, Job, JobResult

from local.demo_steps import (
    TIMEOUT,
    DemoError,
    Write,
    credits_of,
    signed_in,
    verify,
    write_entries,
)
from local.state import StackInfo

MODEL, SECONDS = "demo-video", 4
PROMPT = "A paper boat leaves a small harbour at dawn."
# The stand-in needs a few seconds, storing the film another one.
PATIENCE_S = 60.0
BAR_CHARACTERS = 30


class Progress:
    """What came of a job, on one line that is drawn again, or on a line each."""

    def __init__(self, florin: Florin, write: Write, *, is_terminal: bool) -> None:
        self._florin = florin
        self._write = write
        self._is_terminal = is_terminal
        self.updates: list[dict[str, Any]] = []

    def show(self, job: Job) -> None:
        """For each change of the job."""
        # Where it is up, changes come by it; where not, by asking the service.
        is_told = self._florin.topic.is_live
        update = {"status": job.status, "progress": job.progress, "realtime": is_told}
        self.updates.append(update)
        percent = 100 if job.status == "succeeded" else job.progress or 0
        stage = f"{job.status}, stored" if job.is_stored else job.status
        if self._is_terminal:
            done = BAR_CHARACTERS * percent // 100
            bar = "#" * done + "-" * (BAR_CHARACTERS - done)
            # The longest stage, so that a shorter one leaves nothing of it behind.
            self._write(f"\r[{bar}] {percent:>3} %  {stage:<17}")
        else:
            self._write(f"{percent:>3} %  {stage}\n")

    def end(self) -> None:
        if self._is_terminal:
            self._write("\n")


async def run(info: StackInfo, write: Write, *, is_terminal: bool = False) -> dict[str, Any]:
    """Everything in order; `write` gets what is for the terminal. Returns the object of --json.
    Raises DemoError."""
    if "fal" not in info.stand_ins:
        raise DemoError("FLORIN_FAL_KEY is set: the demo's films come from the stand-in only")
    async with signed_in(info, write) as (florin, own):
        before = (await florin.balance()).available
        write(f"Balance          {credits_of(before)}\n\nPrompt: {PROMPT}\n\n")

        begun = time.monotonic()
        ordered = await florin.jobs.create(MODEL, PROMPT, seconds=SECONDS)
        write(f"Job              {ordered.id}: {SECONDS} s by {MODEL}\n")
        write(f"Held             {credits_of(ordered.held_microcredits)}\n\n")
        progress = Progress(florin, write, is_terminal=is_terminal)
        try:
            job = await ordered.wait(progress.show, until_stored=True, timeout_s=PATIENCE_S)
        except TimeoutError as error:
            raise DemoError(
                f"no film after {PATIENCE_S:.0f} s; see the logs of service and worker"
            ) from error
        finally:
            progress.end()
        if job.status != "succeeded":
            raise DemoError(f"the job {job.status}: {job.error}")
        waited_s = time.monotonic() - begun
        (film,) = job.results
        size_bytes = await download(film)
        write(f"\nStored           {film.path}\n")
        write(f"Downloaded       {size_bytes:,} bytes of {film.content_type}\n")
        charged = job.charged_microcredits or 0
        write(f"Charged          {credits_of(charged)}, after {waited_s:.1f} s\n\nLedger\n")

        entries = own.ledger_entries()
        write_entries(write, entries)
        after = (await florin.balance()).available
    violations = verify(info)
    write(f"\nBalance          {credits_of(after)}\n")
    write(f"ledger.verify()  {violations or 'sound'}\n")
    return {
        "job_id": job.id,
        "model": job.model,
        "status": job.status,
        "updates": progress.updates,
        "waited_s": round(waited_s, 2),
        "result": {
            "path": film.path,
            "content_type": film.content_type,
            "downloaded_bytes": size_bytes,
        },
        "balance_before": before,
        "hold": ordered.held_microcredits,
        "charged_microcredits": charged,
        "entries": entries,
        "balance_after": after,
        "verify": violations,
    }


async def download(film: JobResult) -> int:
    """How many bytes the signed link gives. Raises DemoError. Without the user's token: the link
    is its own permission."""
    if film.url is None:
        raise DemoError("the film has no link")
    size_bytes = 0
    async with (
        httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as http,
        http.stream("GET", film.url) as reply,
    ):
        if reply.status_code != 200:
            raise DemoError(f"the film's link answered {reply.status_code}")
        async for part in reply.aiter_bytes():
            size_bytes += len(part)
    return size_bytes
