"""Where every cent went: borrowers to fees to pool to certificates to holders.

The first half comes from the servicer's documents, the second from the chain alone
(`cash_trail`). Three equations hold to the base unit:

- what documents pass through = what the reports in force promise;
- what ledgers were funded = what holders have or are owed, less what they must give back;
- what ledgers have = what they owe.

What they differ by is unexplained, and must be zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from rwa.cli.cash_trail import CashTrail, follow_cash
from rwa.cli.console import CashUnits, Output, Row, plain
from rwa.cli.operations import Operations
from rwa.core.errors import TieOutBroken
from rwa.core.money import Cents, total


class CashUnexplained(TieOutBroken):
    """Two sides of one step from borrowers to holders differ."""

    def __init__(self, step: str, *, left_units: int, right_units: int, remedy: str) -> None:
        self.step = step
        self.left_units = left_units
        self.right_units = right_units
        left, right = CashUnits(left_units), CashUnits(right_units)
        difference = CashUnits(left_units - right_units)
        super().__init__(f"{step}: {left} against {right}, {difference} unexplained; {remedy}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What the documents say of all accepted months."""

    borrowers: Cents
    """Interest and principal due and paid, or advanced by the servicer."""
    servicing_fee: Cents
    """Kept by the servicer."""
    guaranty_fee: Cents
    """Kept by the guarantor."""
    leftover: Cents
    """What roundings left between loans and classes; may be negative."""

    @property
    def passed_through(self) -> Cents:
        """What is for holders."""
        return self.borrowers - self.servicing_fee - self.guaranty_fee - self.leftover


@dataclass(frozen=True, slots=True)
class TieOut:
    """Both halves of the path, from the first accepted month to the last."""

    collected: Collected
    """From borrowers to the pool."""
    trail: CashTrail
    """From the pool to holders."""

    @property
    def not_funded(self) -> int:
        """Promised by reports in force and not binding in the ledgers yet, in base units.

        Negative when a correction has taken something away and is not funded.
        """
        return self.trail.promised - self.trail.funded

    @property
    def accounted(self) -> int:
        """What has reached holders, is owed to them, or is still to be funded, in base units."""
        return self.trail.holders + self.not_funded

    @property
    def unexplained(self) -> int:
        """Sum of all differences, in base units; zero, or something is wrong."""
        return sum(abs(left - right) for _, left, right, _ in self._equations())

    def require_balanced(self) -> None:
        """Raise CashUnexplained for the first step whose sides differ."""
        for step, left, right, remedy in self._equations():
            if left != right:
                raise CashUnexplained(step, left_units=left, right_units=right, remedy=remedy)

    def _equations(self) -> Iterator[tuple[str, int, int, str]]:
        trail = self.trail
        yield (
            "documents pass through, reports in force promise",
            self.collected.passed_through.units,
            trail.promised,
            "compare the documents with the accepted reports",
        )
        yield (
            "ledgers were funded, holders have or are owed",
            trail.funded,
            trail.holders,
            "compare the token's transfers with the ledgers' settlements",
        )
        yield (
            "ledgers have, ledgers owe",
            trail.in_ledger,
            trail.owed_from_ledger,
            "the token's transfers to the ledgers say whose cash it is; the admin may sweep excess",
        )

    def _figures(self) -> Row:
        collected = {
            field.name: getattr(self.collected, field.name) for field in fields(self.collected)
        }
        trail = self.trail
        return {
            **collected,
            "certificates": CashUnits(trail.promised),
            "not_funded": CashUnits(self.not_funded),
            "paid": CashUnits(trail.paid),
            "held": CashUnits(trail.held),
            "claimable": CashUnits(trail.claimable),
            "overpaid": CashUnits(trail.overpaid),
            "unexplained": CashUnits(self.unexplained),
        }

    def as_json(self) -> dict[str, str]:
        """Every figure as plain dollars."""
        return plain(self._figures())

    def show(self, output: Output) -> None:
        """Print the path, step by step, and the line that closes it."""
        collected, trail = self.collected, self.trail
        steps: list[tuple[str, Cents | CashUnits]] = [
            ("borrowers paid interest and principal", collected.borrowers),
            ("  less servicing fee", -collected.servicing_fee),
            ("  less guaranty fee", -collected.guaranty_fee),
            ("  less cents left over by rounding", -collected.leftover),
            ("certificates, by the accepted reports", CashUnits(trail.promised)),
            ("  paid", CashUnits(trail.paid)),
            ("  held for blocked or unreachable holders", CashUnits(trail.held)),
            ("  earned, not settled yet, or less than 0.000001 each", CashUnits(trail.claimable)),
        ]
        if trail.overpaid:
            steps.append(("  less overpaid, to be netted", CashUnits(-trail.overpaid)))
        if self.not_funded:
            steps.append(("  accepted, not funded yet", CashUnits(self.not_funded)))
        width = max(len(text) for text, _ in steps)
        for text, amount in steps:
            output.say(f" {text:<{width}} {amount!s:>22}")
        output.say()
        output.say(
            " TIE-OUT   borrowers -> fees -> pool -> holders    "
            f"{collected.passed_through} = {CashUnits(self.accounted)}    "
            f"unexplained {CashUnits(self.unexplained)}"
        )


def tie_out(operations: Operations) -> TieOut:
    """Follow every accepted month's money to its end. Raises SharesIncomplete."""
    months = operations.months
    documents = [months.document(period) for period in sorted(months.reports)]
    remittances = [document.remittance for document in documents]
    return TieOut(
        Collected(
            borrowers=total(
                each.gross_interest_cents + each.principal_cents for each in remittances
            ),
            servicing_fee=total(each.servicing_fee_cents for each in remittances),
            guaranty_fee=total(each.guaranty_fee_cents for each in remittances),
            leftover=total(document.distributions.leftover_cents for document in documents),
        ),
        follow_cash(operations),
    )
