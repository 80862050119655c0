"""A chain that answers the same question about the same block once: what it says cannot change."""

from collections.abc import Sequence
from typing import Any

from rwa.chain.errors import CallReverted
from rwa.chain.protocol import ViewCall

MOST_ANSWERS = 20_000
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

    def _asked(self, call: ViewCall, block: int) -> bytes | CallReverted:
        try:
            answer: bytes = self._chain.call(call, block=block)
        except CallReverted as reverted:
            return reverted
        return answer
