"""What a check says: proved, failed, or not checked, with both sides and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rwa.core.dates import Period
from rwa.core.ids import Address, PoolId, TrancheId


class Outcome(StrEnum):
    """What became of a check."""

    PROVED = "proved"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of a verification."""

    about: str
    """What the check belongs to: `report`, `signatures`, `files`, `class A` and so on."""
    check: str
    """Name of the check within it."""
    outcome: Outcome
    """What became of it."""
    expected: str
    """What must be there; empty where nothing could be asked for."""
    found: str
    """What is there; empty where it was not looked at."""
    why: str
    """What the line proves, or why it does not."""

    @property
    def name(self) -> str:
        """Both names together, which no other line has."""
        return f"{self.about}: {self.check}"


@dataclass(frozen=True, slots=True)
class Line:
    """A check that is about to say something."""

    about: str
    """What the check belongs to."""
    check: str
    """Name of the check within it."""

    def equal(self, expected: object, found: object, why: str) -> Verdict:
        """Proved exactly when both sides are the same text."""
        return self.judged(str(expected) == str(found), expected, found, why)

    def judged(self, holds: bool, expected: object, found: object, why: str) -> Verdict:
        """Proved exactly when it holds."""
        outcome = Outcome.PROVED if holds else Outcome.FAILED
        return Verdict(self.about, self.check, outcome, str(expected), str(found), why)

    def failed(self, expected: object, found: object, why: str) -> Verdict:
        """What must be there is not."""
        return self.judged(False, expected, found, why)

    def not_checked(self, why: str, *, expected: object = "", found: object = "") -> Verdict:
        """Nothing was proved, and nothing refuted."""
        return Verdict(self.about, self.check, Outcome.NOT_CHECKED, str(expected), str(found), why)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderMonth:
    """One holder of one class: the month's part, and all settlements so far. Units of cash."""

    tranche: TrancheId
    """The class."""
    holder: Address
    """Whose certificates earned it."""
    balance_units: int
    """Certificates at the month's record time, in their base units."""
    interest_units: int
    """Interest that the month adds to what the holder has earned."""
    principal_units: int
    """Principal that the month adds, corrections in force included."""
    settled_through: int
    """Last period the holder was credited with; 0 before the first."""
    earned_units: int
    """Everything earned through that period, worked out from the balances."""
    credited_units: int
    """Everything credited, by the ledger's events; the same, or the line fails."""
    paid_units: int
    """Part of it that was sent at settlements."""
    held_units: int
    """Cash that waits for exactly this wallet."""

    @property
    def netted_or_held_units(self) -> int:
        """Part of what was credited that was not sent at settlements."""
        return self.credited_units - self.paid_units


@dataclass(frozen=True, slots=True)
class Revision:
    """A report of the month that was accepted."""

    revision: int
    """0 for the first report of the month."""
    content_hash: bytes
    """Its content hash."""
    block: int
    """Block that accepted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Everything that was found out about a month."""

    pool_id: PoolId
    """The pool."""
    period: Period
    """The month."""
    period_index: int
    """Its number, from 1."""
    block: int
    """Block that everything was read at."""
    block_hash: bytes
    """Its hash."""
    block_time: int
    """Its time, Unix seconds."""
    revisions: tuple[Revision, ...]
    """Accepted reports of the month, oldest first; the last is in force and was verified."""
    restating: Period | None
    """The month to be revised next; None outside a restatement."""
    lines: tuple[Verdict, ...]
    """Every check, in order."""
    holders: tuple[HolderMonth, ...]
    """Every holder of every class, in the order in which they came to hold."""

    def count(self, outcome: Outcome) -> int:
        """How many lines have an outcome."""
        return sum(line.outcome is outcome for line in self.lines)
