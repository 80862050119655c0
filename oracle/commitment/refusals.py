"""Why a disclosure cannot be made, read or believed."""

from rwa.chain.hashing import hex_of
from rwa.core.errors import CheckFailed, DataRejected, UsageError


class NotATapeField(UsageError):
    """A field is to be shown that a tape does not have, or not alone."""

    def __init__(self, name: str, *, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(
            f"{name!r} is no field of a tape that can be shown alone; choose from "
            f"{', '.join(known)}, of which the last is all of the tape's other columns"
        )


class WholeLoanOnly(UsageError):
    """Some fields are to be shown of a loan that is committed as one leaf."""

    def __init__(self, *, asked: int, fields: int) -> None:
        self.asked = asked
        self.fields = fields
        super().__init__(
            f"{asked} fields are to be shown of a loan that can only be shown whole, with {fields}; "
            "show every field"
        )


class DisclosureMalformed(DataRejected):
    """A disclosure does not hold together."""

    def __init__(self, field: str, *, found: object, expected: str) -> None:
        self.field = field
        self.found = found
        self.expected = expected
        super().__init__(
            f"{field} of the disclosure: found {found}, expected {expected}; "
            "ask whoever made it for it again"
        )


class DisclosureRefused(CheckFailed):
    """What a disclosure shows is not proved."""


class RootDiffers(DisclosureRefused):
    """A disclosure was made from another tape than the one it is checked against."""

    def __init__(self, *, disclosed: bytes, expected: bytes) -> None:
        self.disclosed = hex_of(disclosed)
        self.expected = hex_of(expected)
        super().__init__(
            f"disclosure is of the tape with root {self.disclosed}, it is checked against "
            f"{self.expected}; if the month was revised, ask for a new disclosure, otherwise do not "
            "believe this one"
        )


class FieldsNotProved(DisclosureRefused):
    """A value, name, salt or proof of the fields shown is not the committed one."""

    def __init__(self, fields: tuple[str, ...], *, computed: bytes, expected: bytes) -> None:
        self.fields = fields
        self.computed = hex_of(computed)
        self.expected = hex_of(expected)
        super().__init__(
            f"fields {', '.join(fields)} lead to the loan hash {self.computed}, the disclosure names "
            f"{self.expected}; do not believe it: a value, name, salt or proof was changed"
        )


class LoanNotProved(DisclosureRefused):
    """The loan of a disclosure is not in the tape."""

    def __init__(self, *, loan_hash: bytes, root: bytes) -> None:
        self.loan_hash = hex_of(loan_hash)
        self.root = hex_of(root)
        super().__init__(
            f"loan hash {self.loan_hash} does not lead to the root {self.root}; do not believe the "
            "disclosure: the loan or its proof was changed"
        )
