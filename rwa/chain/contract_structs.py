"""Structs and enumerations of the contracts, with plain integers.

Written by scripts/write_contract_classes.py from the compiled contracts; do not edit.
"""

# ruff: noqa: D205 - names and prose are the contracts'

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

from rwa.core.ids import Address


class HoldReason(IntEnum):
    """Why cash is held instead of paid."""

    NONE = 0
    """Nothing is held."""
    HOLDER_BLOCKED = 1
    """The registry blocks the final holder."""
    PAYEE_FORBIDDEN = 2
    """The payee is zero, this ledger, the certificate or the cash token."""
    CASH_REFUSED = 3
    """The cash token reverted or returned something other than true."""

    @classmethod
    def from_abi(cls, value: int) -> Self:
        """Return the member of a decoded number."""
        return cls(value)


class OrderKind(IntEnum):
    """What an order on held cash does."""

    NONE = 0
    REDIRECTION = 1
    """A court or a regulator directs the cash to someone; waits REDIRECTION_DELAY."""
    ESCHEAT = 2
    """Unclaimed property handed to the state; waits ESCHEAT_DELAY."""

    @classmethod
    def from_abi(cls, value: int) -> Self:
        """Return the member of a decoded number."""
        return cls(value)


class Accrual(IntEnum):
    """How many days of interest a month may bring: a twelfth of a year, or the days of the
    month before over 360.
    """

    THIRTY_360 = 0
    ACTUAL_360 = 1

    @classmethod
    def from_abi(cls, value: int) -> Self:
        """Return the member of a decoded number."""
        return cls(value)


class RemovalReason(IntEnum):
    """Why a node left the set."""

    ORDERED = 0
    EQUIVOCATION = 1

    @classmethod
    def from_abi(cls, value: int) -> Self:
        """Return the member of a decoded number."""
        return cls(value)


@dataclass(frozen=True, slots=True)
class Account:
    """Where one holder's settlement stands."""

    settled_through: int
    """Last period credited, 0 before the first."""
    position: int
    """Start of the stretch of equal balances that contains settledThrough, 0 before the
    first.
    """
    cursor: int
    """Number of adjustment entries applied."""
    remainder_interest: int
    """Interest not yet a whole unit, in 1/supply of a unit."""
    remainder_principal: int
    """Principal not yet a whole unit, in 1/supply of a unit."""
    remainder_debit: int
    """Debits not yet a whole unit, in 1/supply of a unit."""
    debt_units: int
    """Debits not yet netted, in units."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2], values[3], values[4], values[5], values[6])


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A funded correction of a funded period."""

    period: int
    """Period whose holders gain or lose."""
    interest_units: int
    """Signed interest leg, in units."""
    principal_units: int
    """Signed principal leg, in units."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2])


@dataclass(frozen=True, slots=True)
class Claim:
    """What one holder would get now; every figure in units."""

    interest_units: int
    """Interest to credit."""
    principal_units: int
    """Principal to credit."""
    debt_units: int
    """Debt of the final successor and of the holder, new debits included, before netting."""
    payable_now: int
    """Cash it would try to send: credits less debt, at least 0; 0 while blocked."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2], values[3])


@dataclass(frozen=True, slots=True)
class Distribution:
    """One period as this ledger knows it."""

    posted: bool
    """Amounts of an accepted report are stored (always true once funded)."""
    funded: bool
    """The cash of these amounts came in; from now on revisions are adjustments."""
    revision: int
    """Revision of the report they are from, or that the last adjustment was from."""
    interest_units: int
    """Interest of the class, in units."""
    principal_units: int
    """Principal of the class, in units."""
    adjusted_interest_units: int
    """Sum of the funded adjustments of the period's interest, in units."""
    adjusted_principal_units: int
    """Sum of the funded adjustments of the period's principal, in units."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2], values[3], values[4], values[5], values[6])


@dataclass(frozen=True, slots=True)
class Order:
    """An order on the held cash of one holder."""

    to: Address
    """Who receives the cash."""
    executable_at: int
    """First second at which it can be executed."""
    kind: OrderKind
    """None: no order."""
    amount: int
    """Most the order may move: what was held when it was placed, in units."""
    order_reference: bytes
    """File number of the court, regulator or state, as announced."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], OrderKind.from_abi(values[2]), values[3], values[4])


@dataclass(frozen=True, slots=True)
class Totals:
    """The class's cash account; every figure in units."""

    funded: int
    """Cash that came in for periods and positive adjustment legs."""
    paid: int
    """Cash sent to holders and by orders."""
    held: int
    """Credited to holders, waiting in this ledger."""
    recovered: int
    """Kept back against debts, withdrawn part included."""
    withdrawn: int
    """Part of recovered that payers took back."""
    outstanding: int
    """Funded - paid - withdrawn: the least this ledger must keep."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2], values[3], values[4], values[5])


@dataclass(frozen=True, slots=True)
class Holder:
    """Everything the registry knows about a wallet, spelled out."""

    identity: int
    """Number of the person or entity; 0 is an unknown wallet."""
    valid_until: int
    """Last second in which the registration is valid, Unix time."""
    country: int
    """ISO 3166-1 numeric country; 0 is not stated."""
    investor_class: int
    """How qualified the investor is; 0 is none."""
    blocked: bool
    """Compliance stopped this wallet: it neither trades nor is paid."""
    has_payout: bool
    """Cash goes to another wallet than this one."""
    has_successor: bool
    """The key was lost; another wallet of the same identity stands in its place."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2], values[3], values[4], values[5], values[6])


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """What an agent or a trusted issuer says about the person behind a wallet."""

    identity: int
    """Number of the person or entity; several wallets may share it. Never 0."""
    valid_until: int
    """Last second in which the registration is valid, Unix time. The maximum means for ever."""
    country: int
    """ISO 3166-1 numeric country of the holder, at most 999; 0 is not stated."""
    investor_class: int
    """How qualified the investor is; a higher class may do all that a lower one may. 0 is
    none.
    """

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2], values[3])


@dataclass(frozen=True, slots=True)
class ClassTerms:
    """A class at issue."""

    original_face_cents: int
    notional: bool
    """Whether its balance only measures interest."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1])


@dataclass(frozen=True, slots=True)
class Config:
    """What the oracle is built with; none of it can change."""

    pool: bytes
    """Name of the pool."""
    calendar: Address
    """Periods, record and payment times."""
    balance_cents: int
    """Of all loans at issue."""
    loan_count: int
    """At issue."""
    overcollateralisation_cents: int
    """Pool balance above the classes' at issue."""
    classes: tuple[ClassTerms, ...]
    """1 to 64."""
    max_rate_ppm: int
    """Of interest, hard."""
    max_fee_ppm: int
    """Of servicing and guaranty fee together, hard."""
    accrual: Accrual
    """Day count of the interest bound."""
    max_smm_ppm: int
    """Unscheduled principal of the month, soft."""
    max_loss_ppm: int
    """Loss of the month, soft."""
    node_delay: int
    """Between a node's proposal and its joining."""
    hold_delay: int
    """Between holding a report and its release by the admin."""
    admin: Address
    """Grants roles; passes on only in two steps."""
    admin_delay: int
    """Of a change of admin."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(
            values[0],
            values[1],
            values[2],
            values[3],
            values[4],
            tuple(ClassTerms.from_abi(item) for item in values[5]),
            values[6],
            values[7],
            Accrual.from_abi(values[8]),
            values[9],
            values[10],
            values[11],
            values[12],
            values[13],
            values[14],
        )


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class's month. Amounts are cents; a notional class pays no principal."""

    begin_cents: int
    """Balance before the month."""
    interest_cents: int
    """Paid to its holders."""
    principal_cents: int
    """Paid to its holders."""
    accrued_cents: int
    """Interest added to the balance instead of being paid."""
    loss_cents: int
    """The balance was written down by."""
    write_up_cents: int
    """Later recoveries the balance was written up by."""
    end_cents: int
    """Balance after the month."""
    notional: bool
    """Whether the balance only measures interest."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(
            values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]
        )


@dataclass(frozen=True, slots=True)
class Content:
    """What the nodes agree on: one pool's month. Its EIP-712 struct hash is the content
    hash.
    """

    pool: bytes
    """The pool this oracle reports on."""
    period: int
    """Month in which borrowers' payments were due."""
    period_index: int
    """Number of the distribution, 1 for the month after issue."""
    revision: int
    """0 for the first report of the month; a correction takes a higher one."""
    previous_report_hash: bytes
    """Content hash of the report accepted last; zero for the first."""
    as_of: int
    """00:00 New York on the 1st of the month."""
    tape_root: bytes
    """Salted Merkle root of the loan tape after the month."""
    activity_hash: bytes
    """Sha256 of what borrowers did."""
    document_hash: bytes
    """Sha256 of the remittance document."""
    loan_count_begin: int
    """Loans with a balance before the month."""
    loan_count_end: int
    """Loans with a balance after it."""
    balance_begin_cents: int
    """Balance of all loans before the month."""
    capitalised_cents: int
    """Arrears added to balances."""
    scheduled_cents: int
    """Principal due by the schedules."""
    curtailed_cents: int
    """Principal paid beyond the schedule on loans that stay."""
    paid_off_cents: int
    """Principal beyond the schedule of loans repaid in full."""
    liquidated_cents: int
    """Balances removed by liquidation."""
    forgiven_cents: int
    """Balances forgiven by modifications."""
    loss_cents: int
    """Realised loss."""
    recoveries_cents: int
    """Cash received on loans liquidated earlier."""
    expenses_cents: int
    """Liquidation expenses and accrued interest a loss may contain."""
    balance_end_cents: int
    """Balance of all loans after the month."""
    gross_interest_cents: int
    """A month's interest at the note rates."""
    servicing_fee_cents: int
    """On balance."""
    guaranty_fee_cents: int
    """On balance."""
    advances_made_cents: int
    """Scheduled payments the servicer advanced."""
    advances_recovered_cents: int
    """Earlier advances it took back."""
    interest_to_investors_cents: int
    """Paid to all classes."""
    principal_to_investors_cents: int
    """Paid to all classes."""
    reserve_change_cents: int
    """Paid into the reserve account; negative when drawn."""
    overcollateralisation_begin_cents: int
    """Pool balance above the classes', before."""
    overcollateralisation_end_cents: int
    """The same after the month."""
    shortfall_begin_cents: int
    """Interest owed to classes from earlier months."""
    shortfall_end_cents: int
    """Interest owed to classes after the month."""
    leftover_cents: int
    """What roundings left of the pool's interest."""
    class_rows: tuple[ClassRow, ...]
    """Every class, in the order of their indexes."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(
            values[0],
            values[1],
            values[2],
            values[3],
            values[4],
            values[5],
            values[6],
            values[7],
            values[8],
            values[9],
            values[10],
            values[11],
            values[12],
            values[13],
            values[14],
            values[15],
            values[16],
            values[17],
            values[18],
            values[19],
            values[20],
            values[21],
            values[22],
            values[23],
            values[24],
            values[25],
            values[26],
            values[27],
            values[28],
            values[29],
            values[30],
            values[31],
            values[32],
            values[33],
            values[34],
            tuple(ClassRow.from_abi(item) for item in values[35]),
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a node signs: the content under a node set, good until a moment. The same content
    may be enveloped and signed again.
    """

    content_hash: bytes
    """EIP-712 struct hash of the content."""
    node_set_digest: bytes
    """The node set the signature counts in."""
    valid_until: int
    """Last second in which the signature counts."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2])


@dataclass(frozen=True, slots=True)
class HeldReport:
    """A report that waits outside a soft bound; all zero when there is none."""

    content_hash: bytes
    revision: int
    releasable_at: int

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2])


@dataclass(frozen=True, slots=True)
class Evidence:
    """One half of a proof that a node signed two contents of the same report."""

    content: Content
    """What was signed."""
    node_set_digest: bytes
    """Of the signed envelope."""
    valid_until: int
    """Of the signed envelope."""
    signature_: bytes
    """65 bytes."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(Content.from_abi(values[0]), values[1], values[2], values[3])


@dataclass(frozen=True, slots=True)
class Report:
    """An accepted report, or the state at issue for period 0."""

    content_hash: bytes
    """Zero for period 0."""
    tape_root: bytes
    """Zero for period 0."""
    revision: int
    """The one in force."""
    balance_end_cents: int
    loan_count_end: int
    overcollateralisation_end_cents: int
    shortfall_end_cents: int

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2], values[3], values[4], values[5], values[6])


@dataclass(frozen=True, slots=True)
class TransferLimits:
    """The limits of one certificate class. In each number 0 means no limit."""

    lock_up_until: int
    """First second in which holders may transfer, Unix time."""
    min_denomination: int
    """Least holding of a wallet that holds at all, certificate units."""
    max_holding: int
    """Most that one wallet may hold, certificate units."""
    max_holders: int
    """Most identities that may hold the certificate."""
    min_investor_class: int
    """Least investor class of a receiver (a qualified-only class names its threshold here)."""

    @classmethod
    def from_abi(cls, values: tuple[Any, ...]) -> Self:
        """Return the record of decoded values."""
        return cls(values[0], values[1], values[2], values[3], values[4])
