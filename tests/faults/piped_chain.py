"""A chain in one process, used by another: so that the user can be killed and the chain goes on.

Both ends belong to one test, so what travels is pickled; nothing of this is a protocol.
"""

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from rwa.chain.errors import ChainUnreachable
from rwa.chain.protocol import Chain, ChainIdentity

METHODS = frozenset(name for name in vars(Chain) if not name.startswith("_"))
"""What may be asked through the pipe."""


class PipedChain:
    """`rwa.chain.protocol.Chain` whose blocks are in the process at the other end of a pipe."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._identity: ChainIdentity | None = None

    @property
    def identity(self) -> ChainIdentity:
        """See Chain; asked once."""
        if self._identity is None:
            self._identity = self._ask("identity", (), {})
        return self._identity

    def close(self) -> None:
        """See Chain; closes this end only."""
        self._connection.close()

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            raise AttributeError(name)
        return lambda *args, **named: self._ask(name, args, named)

    def _ask(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        try:
            self._connection.send((name, args, named))
            succeeded, answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise ChainUnreachable("the pipe", str(error) or "it was closed") from error
        if succeeded:
            return answer
        raise _error_from(answer)


def serve_chain(
    chain: Chain, connection: Connection, *, before: Callable[[str], None] | None = None
) -> int:
    """Answer until the other end is closed or its process dead; return how many answers went out.

    `before` is told the name of each call, and may mine, reorganise or fail there.
    """
    answered = 0
    while True:
        try:
            name, args, named = connection.recv()
            if before is not None:
                before(name)
            connection.send(_answer(chain, name, args, named))
        except (EOFError, OSError):
            return answered
        answered += 1


def _answer(
    chain: Chain, name: str, args: tuple[Any, ...], named: dict[str, Any]
) -> tuple[bool, Any]:
    try:
        found = getattr(chain, name)
        return True, found(*args, **named) if callable(found) else found
    except Exception as error:  # noqa: BLE001 - it is raised again at the other end
        return False, (type(error), error.args, error.__dict__)


def _error_from(answer: tuple[type[Exception], tuple[Any, ...], dict[str, Any]]) -> Exception:
    """The same error; ours take keywords, so they are not made by calling their class."""
    kind, args, attributes = answer
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(attributes)
    return error
