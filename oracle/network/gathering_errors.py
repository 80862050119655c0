"""Why the collector does not take what it is sent; nothing of it was kept."""

from rwa.chain.hashing import hex_of
from rwa.core.errors import CheckFailed, DataRejected, UsageError
from rwa.core.ids import Address, Sha256


class NamedWrongly(DataRejected):
    """A file was sent under a name that is not its hash."""

    def __init__(self, name: Sha256, *, found: Sha256) -> None:
        self.name = name
        self.found = found
        super().__init__(f"file named {name} hashes to {found}; send it under its own hash")


class MonthOutOfTurn(UsageError):
    """A month is to be asked about before the one before it is accepted."""

    def __init__(self, period: int, *, last_accepted: int) -> None:
        self.period = period
        self.last_accepted = last_accepted
        super().__init__(
            f"period {period} is out of turn, accepted is period {last_accepted}; "
            f"have period {last_accepted + 1} accepted first"
        )


class MonthNotOpened(UsageError):
    """Nobody asked about a month."""

    def __init__(self, period: int) -> None:
        self.period = period
        super().__init__(f"period {period} was never opened here; open it with its document")


class SignerNotANode(CheckFailed):
    """An answer is of an account that is not in the node set."""

    def __init__(self, account: Address) -> None:
        self.account = account
        super().__init__(f"{account} is not in the node set in force; its answers do not count")


class AnswerUnasked(CheckFailed):
    """An objection is to a document that nobody asked about."""

    def __init__(self, document: Sha256) -> None:
        self.document = document
        super().__init__(f"nobody asked about document {document}; answer an open notice")


class ReportUnasked(CheckFailed):
    """A report is of a period and revision that nobody asked about."""

    def __init__(self, *, period: int, revision: int) -> None:
        self.period = period
        self.revision = revision
        super().__init__(
            f"nobody asked about period {period} revision {revision}; answer an open notice"
        )


class ReportOfAnother(CheckFailed):
    """A report cannot be of this oracle's pool, whoever signs it."""

    def __init__(self, what: str, *, expected: object, found: object) -> None:
        self.what = what
        self.expected = expected
        self.found = found
        super().__init__(
            f"{what} of the report is {_shown(found)}, of this oracle {_shown(expected)}; "
            "sign reports of this oracle's pool"
        )


class TooManyAnswers(CheckFailed):
    """One node has said more about one month than is kept."""

    def __init__(self, node: Address, *, most: int) -> None:
        self.node = node
        self.most = most
        super().__init__(
            f"{node} has given {most} different answers about one month, no more are kept; "
            "find out why it changes its mind"
        )


def _shown(value: object) -> object:
    return hex_of(value) if isinstance(value, bytes) else value
