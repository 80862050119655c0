"""The one error tree of the project.

```
RwaError                     everything this project raises on purpose
├── UsageError               the request makes no sense            exit code 2
├── ConfigurationError       settings, keys or files are wrong     exit code 3
├── ChainError               the chain refused or cannot be asked  exit code 4
├── DataRejected             input data is wrong; nothing was kept exit code 5
├── CheckFailed              a verification said no                exit code 1
└── TieOutBroken             money does not add up                 exit code 6
```

Rooms subclass these beside the code that raises them. Every error carries both sides as
attributes, so that a program can act on it, and ends its message with what to do.
"""

from typing import ClassVar


class RwaError(Exception):
    """Base of every deliberate error; `exit_code` is what a command returns for it."""

    exit_code: ClassVar[int] = 1


class UsageError(RwaError):
    """The request is not one that can be carried out as asked."""

    exit_code = 2


class ConfigurationError(RwaError):
    """A setting, key file or deployment file is missing or wrong."""

    exit_code = 3


class ChainError(RwaError):
    """The chain refused a transaction, or cannot be reached."""

    exit_code = 4


class DataRejected(RwaError):
    """Input data breaks its documented layout or rules; nothing of it was kept."""

    exit_code = 5


class CheckFailed(RwaError):
    """A verification ran and its answer is no."""

    exit_code = 1


class TieOutBroken(RwaError):
    """Money that came in and money that went out differ."""

    exit_code = 6


class ValueOutOfRange(DataRejected):
    """A number lies outside the range its type allows."""

    def __init__(self, field: str, *, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        super().__init__(f"{field} is {value}, allowed is {allowed}; correct the value")
