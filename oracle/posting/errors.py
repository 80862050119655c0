"""What may not be put into the outbox, or be asked of it.

```
DataRejected
├── EnvelopeOfAnother        an envelope that names another content
└── StoredJobUnreadable      a row that this program did not write
UsageError
└── JobUnknown               no job of that number
```
"""

from rwa.core.errors import DataRejected, UsageError


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
