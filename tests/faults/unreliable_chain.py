"""A node that fails: no answer, a lost answer, refusals, and answers that are stale, cut or false.

`UnreliableChain` stands between a program and any `rwa.chain.protocol.Chain`. Each call meets at
most one fault, drawn from one `random.Random`; `Rates` are their chances.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any

from rwa.chain.errors import BlockNotFound, ChainUnreachable
from rwa.chain.protocol import Block, Chain, ChainIdentity, CommittedReceipt, RawLog
from rwa.chain.rpc_transport import RpcRefused
from rwa.core.ids import Address

PLACE = "the simulated node"
READS_OF_BLOCKS = ("head", "finalized", "block", "blocks", "block_receipts", "logs")
WRITES = ("send", "broadcast", "advance_to")
METHODS = frozenset(name for name in vars(Chain) if not name.startswith("_"))
"""What is asked of a node; anything else a test may ask of the chain behind it."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Chance of each fault in one call; together at most 1."""

    unreachable: float = 0.0
    """The question does not arrive."""
    reply_lost: float = 0.0
    """It arrives and takes effect, the answer does not come back."""
    timeout: float = 0.0
    """No answer in time; whether it took effect is as likely as not."""
    rate_limited: float = 0.0
    """The node refuses for now."""
    stale: float = 0.0
    """A replica that lags some blocks answers."""
    partial: float = 0.0
    """An answer about logs or receipts lacks its end or something in it."""
    wrong_chain: float = 0.0
    """A node of another chain answers a question about blocks."""

    @classmethod
    def evenly(cls, total: float, **others: float) -> "Rates":
        """Every kind of fault as often as every other, unless it is given."""
        each = total / len(fields(cls))
        return cls(**{**{field.name: each for field in fields(cls)}, **others})

    @property
    def total(self) -> float:
        """Chance that a call meets a fault."""
        return sum(getattr(self, field.name) for field in fields(self))


class UnreliableChain:
    """A chain seen through a node that fails as often as `rates` say.

    `stranger` is the chain of a node that is not ours; without it none ever answers. `faults`
    counts what happened, by kind.
    """

    def __init__(
        self,
        chain: Chain,
        random: Random,
        rates: Rates,
        *,
        stranger: Chain | None = None,
        largest_lag: int = 8,
    ) -> None:
        self._chain = chain
        self._random = random
        self._stranger = stranger
        self._largest_lag = largest_lag
        self.rates = rates
        self.faults: dict[str, int] = {}

    @property
    def identity(self) -> ChainIdentity:
        """See Chain; asked once, when a connection is made."""
        return self._chain.identity

    def close(self) -> None:
        """See Chain."""
        self._chain.close()

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            return getattr(self.__dict__["_chain"], name)
        return lambda *args, **named: self._ask(name, args, named)

    def _ask(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        call: Callable[[], Any] = lambda: getattr(self._chain, name)(*args, **named)  # noqa: E731
        fault = self._draw()
        answer = getattr(self, f"_{fault}", None) if fault else None
        if answer is None:
            return call()
        return answer(name, args, named, call)

    def _draw(self) -> str | None:
        """The fault that the next call meets."""
        at = self._random.random()
        for field in fields(self.rates):
            at -= getattr(self.rates, field.name)
            if at < 0:
                return field.name
        return None

    def _count(self, fault: str) -> None:
        self.faults[fault] = self.faults.get(fault, 0) + 1

    # --- no answer ---------------------------------------------------------------------------

    def _unreachable(self, *_: Any) -> Any:
        self._count("unreachable")
        raise ChainUnreachable(PLACE, "connection refused")

    def _reply_lost(self, _name: str, _args: Any, _named: Any, call: Callable[[], Any]) -> Any:
        call()
        self._count("reply_lost")
        raise ChainUnreachable(PLACE, "connection reset by peer")

    def _timeout(self, _name: str, _args: Any, _named: Any, call: Callable[[], Any]) -> Any:
        if self._random.random() < 0.5:
            call()
        self._count("timeout")
        raise ChainUnreachable(PLACE, "read timed out")

    def _rate_limited(self, name: str, *_: Any) -> Any:
        self._count("rate_limited")
        raise RpcRefused(name, code=-32_005, message="limit exceeded: 429", data=None)

    # --- another answer ----------------------------------------------------------------------

    def _wrong_chain(
        self, name: str, args: tuple[Any, ...], named: dict[str, Any], call: Callable[[], Any]
    ) -> Any:
        if self._stranger is None or name not in READS_OF_BLOCKS:
            return call()
        self._count("wrong_chain")
        return getattr(self._stranger, name)(*args, **named)

    def _partial(
        self, name: str, args: tuple[Any, ...], named: dict[str, Any], call: Callable[[], Any]
    ) -> Any:
        whole = call()
        if name == "logs" and whole:
            self._count("partial")
            return self._cut(whole)
        if name == "block_receipts" and any(whole):
            self._count("partial")
            return self._with_a_block_cut(whole)
        return whole

    def _with_a_block_cut(
        self, whole: Sequence[tuple[CommittedReceipt, ...]]
    ) -> tuple[tuple[CommittedReceipt, ...], ...]:
        chosen = self._random.choice([index for index, each in enumerate(whole) if each])
        receipts = list(whole[chosen])
        at = self._random.randrange(len(receipts))
        if receipts[at].logs and self._random.random() < 0.7:
            receipts[at] = replace(receipts[at], logs=self._cut(receipts[at].logs))
        else:
            receipts = list(self._cut(receipts))
        return (*whole[:chosen], tuple(receipts), *whole[chosen + 1 :])

    def _cut(self, whole: Sequence[Any]) -> tuple[Any, ...]:
        """Without its end, or without one from anywhere."""
        at = self._random.randrange(len(whole))
        return tuple(whole[:at] if self._random.random() < 0.5 else (*whole[:at], *whole[at + 1 :]))

    def _stale(
        self, name: str, args: tuple[Any, ...], named: dict[str, Any], call: Callable[[], Any]
    ) -> Any:
        lag = self._random.randint(1, self._largest_lag)
        if name in WRITES:
            return call()
        self._count("stale")
        replica = LaggingReplica(self._chain, lag)
        return getattr(replica, name)(*args, **named)


class LaggingReplica:
    """A node that has not seen the last `lag` blocks, nor what waits for the next."""

    def __init__(self, chain: Any, lag: int) -> None:
        self._chain = chain
        self._lag = lag

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chain, name)

    def head(self) -> Block:
        """See Chain."""
        return self._chain.block(self._number())

    def finalized(self) -> Block:
        """See Chain."""
        return self._chain.block(max(0, self._chain.finalized().number - self._lag))

    def block(self, number: int) -> Block:
        """See Chain."""
        return self.blocks([number])[0]

    def blocks(self, numbers: Sequence[int]) -> tuple[Block, ...]:
        """See Chain."""
        self._require_seen(numbers)
        return self._chain.blocks(numbers)

    def block_receipts(self, numbers: Sequence[int]) -> tuple[tuple[CommittedReceipt, ...], ...]:
        """See Chain."""
        self._require_seen(numbers)
        return self._chain.block_receipts(numbers)

    def logs(self, first: int, last: int, addresses: Sequence[Address]) -> tuple[RawLog, ...]:
        """See Chain; a replica answers for the blocks it has and says nothing of the others."""
        return self._chain.logs(first, min(last, self._number()), addresses)

    def call(self, call: Any, *, block: int | None = None) -> bytes:
        """See Chain."""
        return self.calls((call,), block=block)[0]

    def calls(self, calls: Sequence[Any], *, block: int | None = None) -> tuple[bytes, ...]:
        """See Chain."""
        return self._chain.calls(calls, block=self._number() if block is None else block)

    def nonce(self, address: Address) -> int:
        """See Chain."""
        return self.mined_nonce(address)

    def mined_nonce(self, address: Address) -> int:
        """See Chain."""
        return self._chain.mined_nonce_at(address, self._number())

    def transaction(self, transaction_hash: bytes) -> Any:
        """See Chain."""
        return self._seen(self._chain.transaction(transaction_hash))

    def receipt(self, transaction_hash: bytes) -> Any:
        """See Chain."""
        return self._seen(self._chain.receipt(transaction_hash))

    def _seen(self, found: Any) -> Any:
        return None if found is None or found.block_number > self._number() else found

    def _number(self) -> int:
        return max(0, self._chain.head().number - self._lag)

    def _require_seen(self, numbers: Sequence[int]) -> None:
        head = self._number()
        for number in numbers:
            if number > head:
                raise BlockNotFound(number, head=head)
