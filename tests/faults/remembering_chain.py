"""A chain that is asked the same question about the same block once: its answer cannot change."""

from collections.abc import Sequence
from typing import Any

from rwa.chain.errors import CallReverted
from rwa.chain.protocol import Block, CommittedReceipt, ViewCall

MOST_ANSWERS = 20_000
_branches: dict[bytes, dict[tuple[str, int], Any]] = {}
"""What is below the newest head."""
_answers: dict[tuple[bytes, ViewCall], bytes | CallReverted] = {}


class RememberingChain:
    """Keeps the answers of contracts by the hash of the block that was asked about."""

    def __init__(self, chain: Any) -> None:
        self._chain = chain

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_chain"], name)

    def call(self, call: ViewCall, *, block: int | None = None) -> bytes:
        """See Chain."""
        head = self._chain.head() if block is None else self._chain.block(block)
        known = _answers.get((head.hash, call))
        if known is None:
            known = self._asked(call, head.number)
            if len(_answers) >= MOST_ANSWERS:
                _answers.clear()
            _answers[head.hash, call] = known
        if isinstance(known, CallReverted):
            raise known
        return known

    def calls(self, calls: Sequence[ViewCall], *, block: int | None = None) -> tuple[bytes, ...]:
        """See Chain."""
        return tuple(self.call(each, block=block) for each in calls)

    def block(self, number: int) -> Block:
        """See Chain."""
        return self.blocks((number,))[0]

    def blocks(self, numbers: Sequence[int]) -> tuple[Block, ...]:
        """See Chain; below one head there is one branch."""
        return self._below_head("blocks", numbers)

    def block_receipts(self, numbers: Sequence[int]) -> tuple[tuple[CommittedReceipt, ...], ...]:
        """See Chain."""
        return self._below_head("block_receipts", numbers)

    def _below_head(self, method: str, numbers: Sequence[int]) -> tuple[Any, ...]:
        branch = _branch_of(self._chain.head())
        unknown = [number for number in numbers if (method, number) not in branch]
        if unknown:
            found = getattr(self._chain, method)(unknown)
            branch.update(zip([(method, number) for number in unknown], found, strict=True))
        return tuple(branch[method, number] for number in numbers)

    def _asked(self, call: ViewCall, block: int) -> bytes | CallReverted:
        try:
            answer: bytes = self._chain.call(call, block=block)
        except CallReverted as reverted:
            return reverted
        return answer


def _branch_of(head: Block) -> dict[tuple[str, int], Any]:
    """What is known below a head: what was below its parent, if that was the newest head."""
    known = _branches.pop(head.hash, None)
    if known is None:
        known = _branches.pop(head.parent_hash, {})
    _branches.clear()
    _branches[head.hash] = known
    return known
