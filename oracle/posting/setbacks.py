"""What a process remembers of transactions that wait, and of jobs that the chain does not take.

Nothing here is stored: after a restart both are learned anew, which only makes the poster slower.
"""

from collections.abc import Collection
from typing import Final

BLOCKS_BEFORE_BUMP: Final = 2
"""Blocks that must have passed a transaction by before more is offered for it."""
REFUSALS_BEFORE_FAILURE: Final = 3
"""Refusals of a job's transaction, while another's is taken, after which the job fails."""


class Setbacks:
    """Counts blocks that passed a transaction by, and refusals of a job's transactions."""

    def __init__(self) -> None:
        self._heads: dict[bytes, int] = {}
        self._refusals: dict[int, int] = {}
        self._outdone: set[int] = set()

    def keep(self, hashes: Collection[bytes], jobs: Collection[int]) -> None:
        """Forget every other transaction, and every job not in flight."""
        self._heads = {each: head for each, head in self._heads.items() if each in hashes}
        for job_id in self._refusals.keys() - set(jobs):
            self.forget(job_id)

    def is_passed_by(self, transaction_hash: bytes, head: int) -> bool:
        """Whether enough blocks came without it since it was first asked about or handed over."""
        return head - self._heads.setdefault(transaction_hash, head) >= BLOCKS_BEFORE_BUMP

    def taken(self, job_id: int) -> None:
        """Note that the chain takes a job's transaction: it can be reached, and has no fault."""
        self.forget(job_id)
        self._outdone.update(self._refusals)

    def refused(self, job_id: int) -> bool:
        """Note that the chain refused a job's transaction; return whether the fault is its own."""
        self._refusals[job_id] = self._refusals.get(job_id, 0) + 1
        return job_id in self._outdone and self._refusals[job_id] >= REFUSALS_BEFORE_FAILURE

    def forget(self, job_id: int) -> None:
        """Begin anew with a job."""
        self._refusals.pop(job_id, None)
        self._outdone.discard(job_id)
