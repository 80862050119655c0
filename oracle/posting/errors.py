"""Why posting stops, and what may not be put into the outbox.

```
ChainError
└── ChainHalted              the poster changes nothing until a person has looked
    ├── OtherChain           another chain id or genesis than the store follows
    ├── FinalityBroken       a block seen as final is not on the chain any more
    └── HeadRegressed        the head is below a block seen as final
DataRejected
├── EnvelopeOfAnother        an envelope that names another content
└── StoredJobUnreadable      a row that this program did not write
UsageError
└── JobUnknown               no job of that number
```
"""

from rwa.core.errors import ChainError, DataRejected, UsageError


class ChainHalted(ChainError):
    """The chain contradicts what was final: nothing was changed and nothing was sent."""


class OtherChain(ChainHalted):
    """The chain is not the one that the store follows."""

    def __init__(self, field: str, *, stored: str, received: str) -> None:
        self.field = field
        self.stored = stored
        self.received = received
        super().__init__(
            f"{field} is {received}, the store follows {stored}; nothing was changed. Point the "
            "poster at the right chain, or give it a store of its own"
        )


class FinalityBroken(ChainHalted):
    """A block that the chain called final has been replaced."""

    def __init__(self, number: int, *, seen: bytes, received: bytes) -> None:
        self.number = number
        self.seen = seen
        self.received = received
        super().__init__(
            f"block {number} was final as 0x{seen.hex()} and is 0x{received.hex()} now; nothing "
            "was changed. Find out which node tells the truth before going on"
        )


class HeadRegressed(ChainHalted):
    """The chain ends before a block that it called final."""

    def __init__(self, *, head: int, final: int) -> None:
        self.head = head
        self.final = final
        super().__init__(
            f"the head is {head}, block {final} was final already; nothing was changed. Wait for "
            "the node to catch up, or use another"
        )


class EnvelopeOfAnother(DataRejected):
    """The envelope of a report names another content."""

    def __init__(self, *, content: bytes, envelope: bytes) -> None:
        self.content = content
        self.envelope = envelope
        super().__init__(
            f"the content is 0x{content.hex()}, the envelope names 0x{envelope.hex()}; "
            "have the nodes sign the content that is to be posted"
        )


class StoredJobUnreadable(DataRejected):
    """A row of the outbox holds no job of a known kind."""

    def __init__(self, job_id: int, *, kind: str) -> None:
        self.job_id = job_id
        self.kind = kind
        super().__init__(
            f"job {job_id} is of kind {kind!r}, which is unknown here; use a later version"
        )


class JobUnknown(UsageError):
    """There is no job of that number."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        super().__init__(f"no job {job_id} in the outbox; list the jobs and give one of theirs")
