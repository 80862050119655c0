"""Posting, funding and adjusting one class's months."""

from collections.abc import Callable
from typing import Any

from rwa.chain.accounts import LocalAccount
from rwa.chain.contract_errors import (
    DistributionLedger_AboveRecovered,
    DistributionLedger_AlreadyFunded,
    DistributionLedger_AlreadyPosted,
    DistributionLedger_NoExcess,
    DistributionLedger_NotAccepted,
    DistributionLedger_NotFunded,
    DistributionLedger_NothingToAdjust,
    DistributionLedger_NotNextPeriod,
    DistributionLedger_NotPosted,
    DistributionLedger_StalePosting,
)
from rwa.chain.contract_events import (
    AdjustmentFunded,
    AdjustmentPosted,
    DistributionFunded,
    DistributionPosted,
)
from rwa.chain.roles import PAYER_ROLE, MissingRole

CENT = 10_000
Actor = Callable[[str], LocalAccount]


def test_post__accepted_month__stores_and_emits_units(ground: Any, actor: Actor, told: Any) -> None:
    ground.report(1, interest=500_000, principal=20_000)
    [event] = ground.ledger.send(actor("attacker"), "post", 1)
    assert told(event) == (
        DistributionPosted,
        {
            "period": 1,
            "revision": 0,
            "interest_units": 500_000 * CENT,
            "principal_units": 20_000 * CENT,
        },
    )
    posted = (True, False, 0, 500_000 * CENT, 20_000 * CENT, 0, 0)
    assert tuple(ground.ledger.read("distribution", 1)) == posted


def test_post__not_accepted_posted_or_funded__reverts(
    ground: Any, actor: Actor, refused: Any
) -> None:
    poster, ledger = actor("attacker"), ground.ledger
    with refused(DistributionLedger_NotAccepted, ledger, period=1):
        ledger.send(poster, "post", 1)
    ground.report(1, interest=500_000, principal=20_000)
    ledger.send(poster, "post", 1)
    with refused(DistributionLedger_AlreadyPosted, ledger, period=1, revision=0):
        ledger.send(poster, "post", 1)
    ledger.send(actor("servicer"), "fund", 1)
    with refused(DistributionLedger_AlreadyFunded, ledger, period=1, last_funded=1):
        ledger.send(poster, "post", 1)


def test_fund__by_any_payer__moves_exactly_the_cash(ground: Any, actor: Actor, told: Any) -> None:
    guarantor = actor("guarantor")
    ground.report(1, interest=500_000, principal=20_000)
    ground.ledger.send(guarantor, "post", 1)
    before = ground.cash.read("balanceOf", guarantor.address)
    events = [told(event) for event in ground.ledger.send(guarantor, "fund", 1)]
    assert (
        DistributionFunded,
        {
            "period": 1,
            "payer": guarantor.address,
            "interest_units": 500_000 * CENT,
            "principal_units": 20_000 * CENT,
            "cum_interest_units": 500_000 * CENT,
            "cum_principal_units": 20_000 * CENT,
        },
    ) in events
    assert before - ground.cash.read("balanceOf", guarantor.address) == 520_000 * CENT
    assert ground.cash.read("balanceOf", ground.ledger.address) == 520_000 * CENT


def test_fund__wrong_caller_order_or_revision__reverts(
    ground: Any, actor: Actor, refused: Any
) -> None:
    payer, ledger, cash = actor("servicer"), ground.ledger, ground.cash
    attacker = actor("attacker")
    with refused(
        MissingRole,
        ledger,
        account=attacker.address,
        needed_role=PAYER_ROLE,
    ):
        ledger.send(attacker, "fund", 1)
    with refused(DistributionLedger_NotNextPeriod, ledger, cash, expected=1, received=2):
        ledger.send(payer, "fund", 2)
    with refused(DistributionLedger_NotPosted, ledger, cash, period=1):
        ledger.send(payer, "fund", 1)
    ground.report(1, interest=500_000, principal=20_000)
    ledger.send(payer, "post", 1)
    ground.report(1, interest=500_001, principal=20_000)
    with refused(DistributionLedger_StalePosting, ledger, cash, accepted=1, posted=0):
        ledger.send(payer, "fund", 1)


def test_fund_adjustment__revised_month__takes_positive_legs_and_binds(
    ground: Any, actor: Actor, told: Any
) -> None:
    payer = actor("servicer")
    ground.fund(1)
    ground.report(1, interest=480_000, principal=30_000)
    [posted] = ground.ledger.send(payer, "postAdjustment", 1)
    legs = {"interest_units": -20_000 * CENT, "principal_units": 10_000 * CENT}
    assert told(posted) == (AdjustmentPosted, {"period": 1, "revision": 1, **legs})
    before = ground.cash.read("balanceOf", payer.address)
    events = [told(event) for event in ground.ledger.send(payer, "fundAdjustment", 1)]
    funded = {"index": 0, "period": 1, "payer": payer.address, **legs}
    assert (AdjustmentFunded, funded) in events
    assert before - ground.cash.read("balanceOf", payer.address) == 10_000 * CENT
    assert tuple(ground.ledger.read("adjustment", 0)) == (1, *legs.values())


def test_post_adjustment__unfunded_or_unchanged__reverts(
    ground: Any, actor: Actor, refused: Any
) -> None:
    payer, ledger = actor("servicer"), ground.ledger
    with refused(DistributionLedger_NotFunded, ledger, period=1, last_funded=0):
        ledger.send(payer, "postAdjustment", 1)
    ground.fund(1)
    with refused(DistributionLedger_NothingToAdjust, ledger, period=1, revision=0):
        ledger.send(payer, "postAdjustment", 1)
    with refused(DistributionLedger_NotPosted, ledger, period=1):
        ledger.send(payer, "fundAdjustment", 1)


def test_withdraw_and_sweep__nothing_recovered_or_donated__reverts(
    ground: Any, actor: Actor, refused: Any
) -> None:
    ledger, cash = ground.ledger, ground.cash
    ground.fund(1)
    with refused(DistributionLedger_AboveRecovered, ledger, cash, available=0, asked=1):
        ledger.send(actor("servicer"), "withdrawRecovered", 1)
    owed = 520_000 * CENT
    with refused(DistributionLedger_NoExcess, ledger, cash, outstanding=owed, balance=owed):
        ledger.send(actor("admin"), "sweepExcess", actor("admin").address)
