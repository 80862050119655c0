"""A month with something in every field, worked out by hand, and its split between four classes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rwa.core.dates import Period
from rwa.core.ids import PoolId, Sha256, TrancheId
from rwa.core.money import ZERO, Cents
from rwa.remittance.classes import ClassDistributions, ClassRow
from rwa.remittance.document import RemittanceDocument
from rwa.remittance.remittance import Remittance

# end        = 1,000,000 + 500 - 2,000 - 300 - 40,000 - 10,000 - 200 = 948,000
# principal  = 1,000,000 - 948,000 - 4,000 lost = 48,000
# cash       = 52,705 + 600 advanced + 20 compensated - 250 = 5,000 + 48,000 + 75 recovered
REMITTANCE = Remittance(
    pool_id=PoolId("POOL-1"),
    period=Period(2027, 3),
    period_index=3,
    revision=0,
    loan_count_begin=12,
    loan_count_end=10,
    balance_begin_cents=Cents.dollars(1_000_000),
    capitalised_cents=Cents.dollars(500),
    scheduled_cents=Cents.dollars(2_000),
    curtailed_cents=Cents.dollars(300),
    paid_off_cents=Cents.dollars(40_000),
    liquidated_cents=Cents.dollars(10_000),
    forgiven_cents=Cents.dollars(200),
    loss_cents=Cents.dollars(4_000),
    recoveries_cents=Cents.dollars(75),
    expenses_cents=Cents.dollars(150),
    balance_end_cents=Cents.dollars(948_000),
    gross_interest_cents=Cents.dollars(5_000),
    servicing_fee_cents=Cents.dollars(208),
    guaranty_fee_cents=Cents.dollars(100),
    prepayment_interest_shortfall_cents=Cents.dollars(30),
    compensating_interest_cents=Cents.dollars(20),
    payments_due_cents=Cents.dollars(7_010),
    cash_received_cents=Cents.dollars(52_705),
    advances_begin_cents=Cents.dollars(900),
    advances_made_cents=Cents.dollars(600),
    advances_recovered_cents=Cents.dollars(250),
    advances_written_off_cents=Cents.dollars(50),
    advances_end_cents=Cents.dollars(1_200),
    escrow_begin_cents=Cents.dollars(-300),
    escrow_deposits_cents=Cents.dollars(800),
    escrow_disbursements_cents=Cents.dollars(1_100),
    escrow_advances_cents=Cents.dollars(100),
    escrow_end_cents=Cents.dollars(-500),
)


def class_row(tranche: str, **amounts: str) -> ClassRow:
    names = ("begin", "interest", "principal", "accrued", "loss", "write_up", "end")
    cents = {f"{name}_cents": Cents.parse(amounts.get(name, "0")) for name in names}
    return ClassRow(tranche=TrancheId(tranche), notional=tranche == "IO", **cents)


# cash     4,692 net interest + 48,000 + 75 = 3,600 + 48,900 + 266.98 to the reserve + 0.02
# pool end 651,100 + 200,900 + 77,075 + 18,925 overcollateralisation = 948,000
DISTRIBUTIONS = ClassDistributions(
    pool_id=PoolId("POOL-1"),
    period=Period(2027, 3),
    rows=(
        class_row("A", begin="700000", interest="3000", principal="48900", end="651100"),
        class_row("Z", begin="200000", accrued="900", end="200900"),
        class_row("B", begin="80000", interest="400", loss="3000", write_up="75", end="77075"),
        class_row("IO", begin="500000", interest="200", end="460000"),
    ),
    interest_to_investors_cents=Cents.dollars(3_600),
    principal_to_investors_cents=Cents.dollars(48_900),
    reserve_change_cents=Cents.parse("266.98"),
    overcollateralisation_begin_cents=Cents.dollars(20_000),
    overcollateralisation_end_cents=Cents.dollars(18_925),
    shortfall_begin_cents=Cents.dollars(10),
    shortfall_end_cents=Cents.dollars(5),
    leftover_cents=Cents.parse("0.02"),
)


@pytest.fixture
def remittance() -> Remittance:
    return REMITTANCE


@pytest.fixture
def distributions() -> ClassDistributions:
    return DISTRIBUTIONS


@pytest.fixture
def document() -> RemittanceDocument:
    return RemittanceDocument(
        remittance=REMITTANCE,
        distributions=DISTRIBUTIONS,
        prior_tape_sha256=Sha256("1" * 64),
        activity_sha256=Sha256("2" * 64),
        tape_sha256=Sha256("3" * 64),
        reason=None,
    )


@pytest.fixture
def month_after() -> Callable[..., Remittance]:
    def change(**fields: Any) -> Remittance:
        quiet = {
            name: ZERO
            for name in Remittance.__dataclass_fields__
            if name.endswith("_cents") and not name.startswith(("balance", "advances", "escrow"))
        }
        nothing = {"advances_made_cents": ZERO, "advances_recovered_cents": ZERO}
        return replace(
            REMITTANCE,
            **quiet,
            **nothing,
            period=Period(2027, 4),
            period_index=4,
            loan_count_begin=10,
            balance_begin_cents=REMITTANCE.balance_end_cents,
            advances_begin_cents=REMITTANCE.advances_end_cents,
            escrow_begin_cents=REMITTANCE.escrow_end_cents,
            **fields,
        )

    return change
