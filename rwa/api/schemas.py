"""The JSON of every answer. Amounts are text, so that no reader can round them."""

from datetime import UTC, datetime
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from rwa.core.dates import new_york_time
from rwa.readmodel.records import (
    AsOf,
    Balance,
    Claimable,
    Distribution,
    Payment,
    Pool,
    Tranche,
)

CASH_DECIMALS = 6
CENT_DECIMALS = 2
Item = TypeVar("Item")


class Answer(BaseModel):
    """Base of all answers: frozen, and nothing undeclared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Amount(Answer):
    """An exact amount of dollars."""

    value: str = Field(description="Dollars in plain decimals, never in E-notation.")
    raw: str = Field(description="The same as a whole number of the smallest unit.")
    decimals: int = Field(description="Digits of `raw` behind the decimal point.")
    currency: str = Field(description="ISO 4217 code.")

    @classmethod
    def of(cls, raw: int, decimals: int) -> Self:
        """Write a whole number of smallest units as dollars."""
        sign = "-" if raw < 0 else ""
        whole, rest = divmod(abs(raw), 10**decimals)
        return cls(
            value=f"{sign}{whole}.{rest:0{decimals}d}",
            raw=str(raw),
            decimals=decimals,
            currency="USD",
        )

    @classmethod
    def cents(cls, raw: int) -> Self:
        """An amount of a remittance."""
        return cls.of(raw, CENT_DECIMALS)

    @classmethod
    def units(cls, raw: int) -> Self:
        """An amount of cash or of certificates on-chain."""
        return cls.of(raw, CASH_DECIMALS)


class BlockReference(Answer):
    """The block an answer is true at."""

    as_of_block: int = Field(description="Number of the last block read.")
    as_of_block_hash: str = Field(description="Its hash.")
    as_of_time: datetime = Field(description="Its time, UTC.")

    @classmethod
    def of(cls, as_of: AsOf) -> Self:
        """Read from the read model's reference."""
        return cls(
            as_of_block=as_of.block,
            as_of_block_hash=as_of.block_hash,
            as_of_time=datetime.fromtimestamp(as_of.timestamp, tz=UTC),
        )


class One(Answer, Generic[Item]):
    """A single answer."""

    data: Item
    as_of: BlockReference


class Page(Answer, Generic[Item]):
    """Answers in a fixed order, a page at a time."""

    data: tuple[Item, ...]
    next_cursor: str | None = Field(
        default=None, description="Pass as `cursor` for the rows behind these; null at the end."
    )
    as_of: BlockReference


class TrancheAnswer(Answer):
    """One class of certificates."""

    tranche_id: str
    certificate: str = Field(description="Address of the ERC-20 certificate.")
    distribution_ledger: str = Field(description="Address of the contract that pays it.")
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

    pool_id: str
    programme: str
    pass_through_rate_percent: str = Field(description="Annual, such as `6.0000`.")
    original_balance: Amount
    balance: Amount = Field(description="After the last accepted report.")
    factor: str = Field(description="Balance over original balance, 8 decimals, half up.")
    original_loan_count: int
    loan_count: int | None = Field(description="Null before the first report.")
    last_period: str | None = Field(description="Month of the last accepted report, YYYY-MM.")
    remittance_oracle: str
    holder_registry: str
    cash_token: str
    tranches: tuple[TrancheAnswer, ...]

    @classmethod
    def of(cls, pool: Pool) -> Self:
        """Read from the read model's record."""
        return cls(
            pool_id=pool.pool_id,
            programme=pool.programme,
            pass_through_rate_percent=_decimal(pool.pass_through_rate_ppm, 4),
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

    pool_id: str
    tranche_id: str
    face: Amount = Field(description="Original face; it never falls, the factor does.")
    share_of_class: str = Field(description="Face over all face, as an exact fraction.")
    record_period: str | None = Field(description="Closed period asked for; null for now.")

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
    """One settlement: what was credited and where it went."""

    pool_id: str
    tranche_id: str
    through_period: str = Field(description="Last month covered, YYYY-MM.")
    interest: Amount
    principal: Amount
    netted: Amount = Field(description="Kept back against debt from a downward revision.")
    paid: Amount = Field(description="Cash that reached the payee.")
    held: Amount = Field(description="Cash put aside: the payment was forbidden or failed.")
    payee: str
    paid_at: datetime = Field(description="Time of the block, UTC.")
    block: int
    transaction_hash: str

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
            transaction_hash=payment.transaction_hash,
        )


class ClaimableAnswer(Answer):
    """What settling would pay now."""

    pool_id: str
    tranche_id: str
    settled_through_period: str | None
    payable_through_period: str | None
    interest: Amount
    principal: Amount
    debt: Amount = Field(description="Netted first, from a downward revision.")
    payable: Amount = Field(
        description="Interest + principal - debt, not below zero; zero while blocked."
    )
    held: Amount = Field(description="Cash already put aside for this holder.")
    blocked: bool = Field(description="Blocked wallets earn, but their cash is held.")

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


class DistributionAnswer(Answer):
    """One class's month."""

    pool_id: str
    tranche_id: str
    period: str
    record_time: datetime = Field(description="New York; a holding in this second counts.")
    pay_time: datetime = Field(description="New York.")
    revision: int
    interest: Amount
    principal: Amount
    adjustment_interest: Amount = Field(description="Corrections since funding, signed.")
    adjustment_principal: Amount = Field(description="Corrections since funding, signed.")
    funded: bool

    @classmethod
    def of(cls, distribution: Distribution) -> Self:
        """Read from the read model's record."""
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
        )


class Health(Answer):
    """Whether the process answers."""

    status: str = Field(description="Always `ok` when it answers at all.")


def factor_text(balance_cents: int, original_cents: int) -> str:
    """Balance over original balance to 8 decimals, half up; for display only."""
    return _decimal((2 * balance_cents * 10**8 + original_cents) // (2 * original_cents), 8)


def _decimal(raw: int, decimals: int) -> str:
    return f"{raw // 10**decimals}.{raw % 10**decimals:0{decimals}d}"
