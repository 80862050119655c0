"""What every answer is made of: exact amounts, the block it is true at, pages.

Amounts are text, so that no reader can round them.
"""

from datetime import UTC, datetime
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from rwa.readmodel.records import AsOf

CASH_DECIMALS = 6
CENT_DECIMALS = 2
Item = TypeVar("Item")

PoolName = Annotated[str, Field(description="Name of the pool.", examples=["RWA-2026-1"])]
TrancheName = Annotated[str, Field(description="Name of the class.", examples=["A"])]
Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", examples=["2027-01"])]
Wallet = Annotated[
    str,
    Field(pattern="^0x[0-9a-fA-F]{40}$", examples=["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"]),
]
Word = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$", examples=["0x" + "4e" * 32])]
Time = Annotated[datetime, Field(examples=["2027-01-25T14:00:00Z"])]
NewYorkTime = Annotated[datetime, Field(examples=["2026-12-31T17:00:00-05:00"])]


class Answer(BaseModel):
    """Base of all answers: frozen, and nothing undeclared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Amount(Answer):
    """An exact amount of dollars; every part of it is text."""

    value: str = Field(
        description="Dollars in plain decimals, never in E-notation.",
        pattern=r"^-?\d+\.\d+$",
        examples=["1250.000000"],
    )
    raw: str = Field(
        description="The same as a whole number of the smallest unit.",
        pattern=r"^-?\d+$",
        examples=["1250000000"],
    )
    decimals: str = Field(
        description="Digits of `raw` behind the decimal point.", pattern=r"^\d+$", examples=["6"]
    )
    currency: str = Field(description="ISO 4217 code.", examples=["USD"])

    @classmethod
    def of(cls, raw: int, decimals: int) -> Self:
        """Write a whole number of smallest units as dollars."""
        return cls(
            value=decimal_text(raw, decimals),
            raw=str(raw),
            decimals=str(decimals),
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

    as_of_block: int = Field(description="Number of the last block read.", examples=[412])
    as_of_block_hash: Word = Field(description="Its hash.")
    as_of_time: Time = Field(description="Its time, UTC.")

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
        default=None,
        description="Pass as `cursor` for the rows behind these; null at the end.",
        examples=["WzEyLDNd"],
    )
    as_of: BlockReference


def decimal_text(raw: int, decimals: int) -> str:
    """A whole number of smallest units in plain decimals: `-0.000001`."""
    sign = "-" if raw < 0 else ""
    whole, rest = divmod(abs(raw), 10**decimals)
    return f"{sign}{whole}.{rest:0{decimals}d}"
