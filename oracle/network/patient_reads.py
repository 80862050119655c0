"""Reading a chain through a node that fails now and then: each question is asked a few times.

One look takes a dozen questions; were each asked once, a node that loses a fifth of them would
hardly ever be read to the end. What writes is passed on as it is: the poster brings it again by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

from rwa.chain.errors import ChainUnreachable
from rwa.chain.protocol import Chain
from rwa.chain.rpc_transport import RpcRefused

WRITES: Final = frozenset({"send", "broadcast", "advance_to", "close"})
TRIES: Final = 5
FIRST_WAIT_SECONDS: Final = 0.1


def patient(chain: Chain, *, sleep: Callable[[float], object]) -> Chain:
    """Return the chain with every reading method asked up to five times, waiting in between."""
    return cast(Chain, _PatientChain(chain, sleep))


class _PatientChain:
    """Passes everything on; `Chain` may grow methods without this class knowing."""

    def __init__(self, chain: Chain, sleep: Callable[[float], object]) -> None:
        self._chain = chain
        self._sleep = sleep

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._chain, name)
        return partial(self._ask, found) if callable(found) and name not in WRITES else found

    def _ask(self, method: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        for tried in range(1, TRIES):
            try:
                return method(*arguments, **named)
            except (ChainUnreachable, RpcRefused):
                self._sleep(FIRST_WAIT_SECONDS * 2**tried)
        return method(*arguments, **named)
