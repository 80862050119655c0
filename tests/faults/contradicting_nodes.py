"""Nodes that contradict what their chain had called final, or that serve another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from rwa.chain import proven_events
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import BLOCK_SECONDS, Genesis
from rwa.core.ids import Address
from rwa.readmodel import projector as projector_module

ETHER = 10**18
STRANGE_BLOCKS = 400
"""More than any of ours has."""


class SwitchedNode:
    """A connection whose other end may come to serve another chain; it asked who is there once."""

    def __init__(self, chain: Any) -> None:
        self.chain = chain
        self.identity = chain.identity

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["chain"], name)


class RegressedNode:
    """A node that has lost its newest blocks."""

    def __init__(self, chain: Any, head: int) -> None:
        self._chain = chain
        self._head = head

    def head(self) -> Any:
        return self._chain.block(self._head)

    def finalized(self) -> Any:
        return self._chain.block(min(self._head, self._chain.finalized().number))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_chain"], name)


@cache
def strange_chain(began_at: int, *, chain_id: int = 31_337, rich: tuple[Address, ...] = ()) -> Any:
    """A chain with nothing of ours on it."""
    genesis = Genesis(
        timestamp=began_at,
        balances_wei=tuple((address, 1_000 * ETHER) for address in rich),
        chain_id=chain_id,
    )
    chain = EmbeddedChain.in_memory(genesis)
    for number in range(1, STRANGE_BLOCKS):
        chain.advance_to(began_at + BLOCK_SECONDS * number)
    return chain


@contextmanager
def answers_need_not_hang_together() -> Iterator[None]:
    """Blocks and events of two branches or nodes may be mixed."""

    def never(*_: object) -> None:
        return None

    with pytest.MonkeyPatch.context() as removed:
        removed.setattr(proven_events, "require_same_block", never)
        removed.setattr(projector_module, "require_same_block", never)
        yield
