"""What can be wrong with a remittance.

```
DataRejected
└── RemittanceError         a remittance or its document is malformed
TieOutBroken
└── IdentityBroken          an identity of the month's money does not hold
```
"""

from rwa.core.errors import DataRejected, TieOutBroken
from rwa.core.money import Cents


class RemittanceError(DataRejected):
    """A remittance or its document is malformed; nothing of it was kept."""


class IdentityBroken(TieOutBroken):
    """An accounting identity of a month does not hold."""

    def __init__(
        self,
        name: str,
        *,
        left: Cents | int,
        right: Cents | int,
        statement: str,
        where: str | None,
    ) -> None:
        self.name = name
        """Name of the identity, the same here and on-chain."""
        self.left = left
        """What the left side of the statement came to."""
        self.right = right
        """What the right side came to."""
        self.where = where
        """The class or loan it is about; None for the whole pool."""
        subject = f" for {where}" if where else ""
        super().__init__(
            f"identity {name}{subject}: left is {left}, right is {right}, but {statement}; "
            "do not sign or post this month, find the line that is wrong"
        )
