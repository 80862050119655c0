"""The JSON of every answer, a class for each question."""

from datetime import UTC, datetime
from typing import Literal, Self

from pydantic import Field

from rwa.api.answers import (
    Amount,
    Answer,
    Month,
    NewYorkTime,
    One,
    Page,
    PoolName,
    Time,
    TrancheName,
    Wallet,
    Word,
    decimal_text,
)
from rwa.api.explanations import Explanation
from rwa.core.dates import new_york_time
from rwa.core.money import mul_div_half_up
from rwa.readmodel.records import (
    Balance,
    Claimable,
    Distribution,
    Payment,
    Pool,
    Tranche,
)


class TrancheAnswer(Answer):
    """One class of certificates."""

    tranche_id: TrancheName
    certificate: Wallet = Field(description="Address of the ERC-20 certificate.")
    distribution_ledger: Wallet = Field(description="Address of the contract that pays it.")
    original_face: Amount

    @classmethod
    def of(cls, tranche: Tranche) -> Self:
        """Read from the read model's record."""
        return cls(
            tranche_id=tranche.tranche_id,
            certificate=tranche.certificate,
            distribution_ledger=tranche.distribution_ledger,
            original_face=Amount.units(tranche.original_face_units),
        )


class PoolAnswer(Answer):
    """A pool and where it stands."""

    pool_id: PoolName
    programme: str = Field(
        description="Whose calendar and guarantee it follows.", examples=["Uniform MBS"]
    )
    pass_through_rate_percent: str = Field(description="Annual.", examples=["6.0000"])
    original_balance: Amount = Field(description="Of the loans at issue.")
    balance: Amount = Field(description="After the last accepted report.")
    factor: str = Field(
        description="Balance over original balance, 8 decimals, half up.",
        examples=["0.99892932"],
    )
    original_loan_count: int = Field(description="Loans at issue.", examples=[200])
    loan_count: int | None = Field(
        description="Loans left; null before the first report.", examples=[199]
    )
    last_period: Month | None = Field(
        description="Month of the last accepted report; null before the first."
    )
    remittance_oracle: Wallet = Field(description="Contract that accepts its reports.")
    holder_registry: Wallet = Field(description="Contract that knows its holders.")
    cash_token: Wallet = Field(description="Stablecoin it pays in.")
    tranches: tuple[TrancheAnswer, ...] = Field(description="Its classes, senior first.")

    @classmethod
    def of(cls, pool: Pool) -> Self:
        """Read from the read model's record."""
        return cls(
            pool_id=pool.pool_id,
            programme=pool.programme,
            pass_through_rate_percent=decimal_text(pool.pass_through_rate_ppm, 4),
            original_balance=Amount.cents(pool.original_balance_cents),
            balance=Amount.cents(pool.balance_cents),
            factor=factor_text(pool.balance_cents, pool.original_balance_cents),
            original_loan_count=pool.original_loan_count,
            loan_count=pool.loan_count,
            last_period=str(pool.last_period) if pool.last_period else None,
            remittance_oracle=pool.remittance_oracle,
            holder_registry=pool.holder_registry,
            cash_token=pool.cash_token,
            tranches=tuple(TrancheAnswer.of(tranche) for tranche in pool.tranches),
        )


class BalanceAnswer(Answer):
    """Certificates of one class in one wallet."""

    pool_id: PoolName
    tranche_id: TrancheName
    face: Amount = Field(description="Original face; it never falls, the factor does.")
    share_of_class: str = Field(
        description="Face over all face, as an exact fraction of base units.",
        pattern=r"^\d+/\d+$",
        examples=["1250000000/250000000000000"],
    )
    record_period: Month | None = Field(description="Closed period asked for; null for now.")

    @classmethod
    def of(cls, balance: Balance) -> Self:
        """Read from the read model's record."""
        return cls(
            pool_id=balance.pool_id,
            tranche_id=balance.tranche_id,
            face=Amount.units(balance.face_units),
            share_of_class=f"{balance.face_units}/{balance.supply_units}",
            record_period=str(balance.period) if balance.period else None,
        )


class PaymentAnswer(Answer):
    """One settlement; interest + principal = netted + paid + held."""

    pool_id: PoolName
    tranche_id: TrancheName
    through_period: Month = Field(description="Last month covered.")
    interest: Amount = Field(description="Interest credited.")
    principal: Amount = Field(description="Principal credited.")
    netted: Amount = Field(description="Kept back against debt from a downward revision.")
    paid: Amount = Field(description="Cash that reached the payee.")
    held: Amount = Field(description="Cash put aside: the payment was forbidden or failed.")
    payee: Wallet = Field(description="Where the cash went, or would have gone.")
    paid_at: Time = Field(description="Time of the block, UTC.")
    block: int = Field(description="Block of the settlement.", examples=[412])
    log_index: int = Field(
        description="Position of its event in the block; with `block` the row's key.", examples=[3]
    )
    transaction_hash: Word

    @classmethod
    def of(cls, payment: Payment) -> Self:
        """Read from the read model's record."""
        return cls(
            pool_id=payment.pool_id,
            tranche_id=payment.tranche_id,
            through_period=str(payment.through_period),
            interest=Amount.units(payment.interest_units),
            principal=Amount.units(payment.principal_units),
            netted=Amount.units(payment.netted_units),
            paid=Amount.units(payment.paid_units),
            held=Amount.units(payment.held_units),
            payee=payment.payee,
            paid_at=datetime.fromtimestamp(payment.timestamp, tz=UTC),
            block=payment.block,
            log_index=payment.log_index,
            transaction_hash=payment.transaction_hash,
        )


class ClaimableAnswer(Answer):
    """What settling would pay now."""

    pool_id: PoolName
    tranche_id: TrancheName
    settled_through_period: Month | None = Field(description="Null before the first settlement.")
    payable_through_period: Month | None = Field(
        description="Last month that is funded and payable; null when there is none yet."
    )
    interest: Amount = Field(description="Earned and not credited yet.")
    principal: Amount = Field(description="Earned and not credited yet.")
    debt: Amount = Field(description="Netted first, from a downward revision.")
    payable: Amount = Field(
        description="Interest + principal - debt, not below zero; zero while blocked."
    )
    held: Amount = Field(description="Cash already put aside for this holder.")
    blocked: bool = Field(
        description="Blocked wallets earn, but their cash is held.", examples=[False]
    )

    @classmethod
    def of(cls, claimable: Claimable) -> Self:
        """Read from the read model's record."""
        through, settled = claimable.through_period, claimable.settled_through_period
        return cls(
            pool_id=claimable.pool_id,
            tranche_id=claimable.tranche_id,
            settled_through_period=str(settled) if settled else None,
            payable_through_period=str(through) if through else None,
            interest=Amount.units(claimable.interest_units),
            principal=Amount.units(claimable.principal_units),
            debt=Amount.units(claimable.debt_units),
            payable=Amount.units(claimable.payable_units),
            held=Amount.units(claimable.held_units),
            blocked=claimable.is_blocked,
        )


class ReportAnswer(Answer):
    """The report of a month that is in force, and what its document says."""

    revision: int = Field(description="0 for the first report.", examples=[1])
    document: str = Field(
        description="SHA-256 of its document.", pattern="^[0-9a-f]{64}$", examples=["4e" * 32]
    )
    basis: Literal["reported", "estimated"] | None = Field(
        description="`estimated` while the books were open; null where the document is not here.",
        examples=["reported"],
    )
    reason: str | None = Field(
        description="Why it was corrected; null for a first report, or an unknown document.",
        examples=["payment posted after the cutoff"],
    )

    @classmethod
    def of(cls, distribution: Distribution, explanation: Explanation | None) -> Self:
        """Put the read model's record and the document's words together."""
        return cls(
            revision=distribution.report_revision,
            document=distribution.document_sha256,
            basis=None if explanation is None else explanation.basis,
            reason=None if explanation is None else explanation.reason,
        )


class DistributionAnswer(Answer):
    """One class's month."""

    pool_id: PoolName
    tranche_id: TrancheName
    period: Month = Field(description="Month in which it is paid.")
    record_time: NewYorkTime = Field(description="A holding in this second counts.")
    pay_time: NewYorkTime = Field(description="Payable from this second on.")
    revision: int = Field(description="Of the report the amounts come from.", examples=[0])
    interest: Amount = Field(description="As posted.")
    principal: Amount = Field(description="As posted.")
    adjustment_interest: Amount = Field(description="Corrections since funding, signed.")
    adjustment_principal: Amount = Field(description="Corrections since funding, signed.")
    funded: bool = Field(description="Whether the cash is in.", examples=[True])
    report: ReportAnswer

    @classmethod
    def of(cls, distribution: Distribution, explanation: Explanation | None) -> Self:
        """Read from the read model's record and its report's document."""
        return cls(
            pool_id=distribution.pool_id,
            tranche_id=distribution.tranche_id,
            period=str(distribution.period),
            record_time=new_york_time(distribution.record_time),
            pay_time=new_york_time(distribution.pay_time),
            revision=distribution.revision,
            interest=Amount.units(distribution.interest_units),
            principal=Amount.units(distribution.principal_units),
            adjustment_interest=Amount.units(distribution.adjustment_interest_units),
            adjustment_principal=Amount.units(distribution.adjustment_principal_units),
            funded=distribution.is_funded,
            report=ReportAnswer.of(distribution, explanation),
        )


class Pools(One[tuple[PoolAnswer, ...]]):
    """Every pool."""


class OnePool(One[PoolAnswer]):
    """One pool."""


class Balances(One[tuple[BalanceAnswer, ...]]):
    """A wallet's certificates, class by class."""


class Payments(Page[PaymentAnswer]):
    """A wallet's settlements, oldest first."""


class Claims(One[tuple[ClaimableAnswer, ...]]):
    """What a wallet could be paid, class by class."""


class Distributions(Page[DistributionAnswer]):
    """Months of classes, in the order they were first posted."""


def factor_text(balance_cents: int, original_cents: int) -> str:
    """Balance over original balance to 8 decimals, half up; for display only."""
    return decimal_text(mul_div_half_up(balance_cents, 10**8, original_cents), 8)
