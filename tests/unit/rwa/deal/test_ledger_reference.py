"""The reference ledger by hand: supply 10, months recorded at 100, 200, ... and paid at 150, ..."""

from collections.abc import Callable

import pytest

from rwa.deal.entitlement import PeriodUnits
from rwa.deal.ledger_records import LedgerAccount, LedgerClaim, LedgerRefused, Settlement, Totals
from rwa.deal.ledger_reference import LedgerReference

HOLDER_A, HOLDER_B = "certificate_holder_a", "certificate_holder_b"
LATER = 10_000


@pytest.fixture
def ledger() -> LedgerReference:
    months = range(1, 7)
    made = LedgerReference(
        supply=10,
        record_times=[100 * month for month in months],
        pay_times=[100 * month + 50 for month in months],
        units_per_cent=1,
    )
    made.set_balance(HOLDER_A, balance=7, now=10)
    made.set_balance(HOLDER_B, balance=3, now=10)
    return made


@pytest.fixture
def funded(ledger: LedgerReference) -> Callable[..., None]:
    def fund(period: int, *, interest: int, principal: int, revision: int = 0) -> None:
        ledger.accept_report(
            period, revision=revision, interest_cents=interest, principal_cents=principal
        )
        ledger.post_and_fund(period)

    return fund


def conserves(ledger: LedgerReference) -> bool:
    """Whether funded = paid + held + recovered + owed, in parts of a unit."""
    totals = ledger.totals
    credited = totals.paid + totals.held + totals.recovered
    return totals.funded * ledger.supply == credited * ledger.supply + ledger.owed_parts()


def test_settle__one_month__pays_the_floor_and_carries_the_rest(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    funded(1, interest=11, principal=5)

    assert ledger.settle(HOLDER_A, now=150) == Settlement(7, 3, 0, 0, 10, 0)
    assert ledger.settle(HOLDER_B, now=150) == Settlement(3, 1, 0, 0, 4, 0)
    assert (ledger.remainders(HOLDER_A), ledger.remainders(HOLDER_B)) == ((7, 5, 0), (3, 5, 0))
    assert ledger.totals == Totals(funded=16, paid=14, held=0, recovered=0, withdrawn=0)
    assert ledger.settle(HOLDER_A, now=150) == Settlement(0, 0, 0, 0, 0, 0)
    assert conserves(ledger)


@pytest.mark.parametrize(("now", "through"), [(149, 0), (150, 1), (249, 1), (250, 2), (999, 2)])
def test_settle__payment_time__is_the_first_second_that_pays(
    ledger: LedgerReference, funded: Callable[..., None], now: int, through: int
) -> None:
    funded(1, interest=10, principal=0)
    funded(2, interest=10, principal=0)

    ledger.settle(HOLDER_A, now=now)

    assert ledger.account(HOLDER_A).settled_through == through == ledger.payable_through(now)


@pytest.mark.parametrize(("now", "buyer_earns"), [(100, 10), (101, 0)])
def test_transfer__in_the_record_second_and_after__decides_who_is_paid(
    ledger: LedgerReference, funded: Callable[..., None], now: int, buyer_earns: int
) -> None:
    ledger.transfer(sender=HOLDER_A, to="buyer", units=7, now=now)
    ledger.transfer(sender=HOLDER_B, to="buyer", units=3, now=now)
    funded(1, interest=10, principal=0)

    assert ledger.settle("buyer", now=150).interest_units == buyer_earns
    assert ledger.balance_at("buyer", 2) == 10


def test_settle__limited_steps__reaches_the_same_total_one_stretch_at_a_time(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    for period in range(1, 5):
        funded(period, interest=3, principal=4)
    ledger.transfer(sender=HOLDER_A, to=HOLDER_B, units=2, now=150)
    ledger.transfer(sender=HOLDER_A, to=HOLDER_B, units=1, now=350)

    reached = []
    while ledger.settle(HOLDER_A, now=LATER, max_steps=1) != Settlement(0, 0, 0, 0, 0, 0):
        reached.append(ledger.account(HOLDER_A).settled_through)

    assert reached == [1, 3, 4]
    assert ledger.account(HOLDER_A) == LedgerAccount(
        settled_through=4, cursor=0, interest_units=6, principal_units=8, debit_units=0
    )
    assert ledger.settle(HOLDER_B, now=LATER, max_steps=0) == Settlement(0, 0, 0, 0, 0, 0)
    assert conserves(ledger)


def test_settle__stretch_that_reaches_beyond_what_is_funded__is_credited_in_parts(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    funded(1, interest=10, principal=0)
    ledger.transfer(sender=HOLDER_A, to=HOLDER_B, units=7, now=350)

    assert ledger.settle(HOLDER_A, now=360).interest_units == 7
    assert ledger.account(HOLDER_A).settled_through == 1
    funded(2, interest=10, principal=0)
    assert ledger.settle(HOLDER_A, now=370).interest_units == 7
    assert ledger.account(HOLDER_A).settled_through == 2


def test_fund_adjustment__more_for_a_paid_month__goes_to_its_holders(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    funded(1, interest=10, principal=10)
    ledger.settle(HOLDER_A, now=150)
    ledger.transfer(sender=HOLDER_A, to="buyer", units=7, now=180)
    ledger.accept_report(1, revision=1, interest_cents=30, principal_cents=10)

    assert ledger.revise(1) == PeriodUnits(1, 20, 0)
    assert ledger.settle(HOLDER_A, now=LATER) == Settlement(0, 0, 0, 0, 0, 0)
    assert ledger.fund_adjustment(1) == 20
    assert ledger.settle(HOLDER_A, now=LATER).interest_units == 14
    assert ledger.settle("buyer", now=LATER).interest_units == 0
    assert conserves(ledger)


def test_fund_adjustment__less_for_a_paid_month__is_netted_from_later_payments(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    funded(1, interest=10, principal=20)
    ledger.settle(HOLDER_A, now=150)
    ledger.accept_report(1, revision=1, interest_cents=12, principal_cents=1)
    assert ledger.revise(1) == PeriodUnits(1, 2, -19)
    assert ledger.fund_adjustment(1) == 2

    # 7/10 of 19 is 13.3: 13 of debt, against 1 of new interest.
    assert ledger.settle(HOLDER_A, now=200) == Settlement(1, 0, 13, 1, 0, 0)
    assert (ledger.debt_of(HOLDER_A), ledger.totals.recovered) == (12, 1)
    funded(2, interest=10, principal=20)
    assert ledger.claimable(HOLDER_A, now=250) == LedgerClaim(7, 14, 12, 9)
    assert ledger.settle(HOLDER_A, now=250) == Settlement(7, 14, 0, 12, 9, 0)
    assert (ledger.debt_of(HOLDER_A), ledger.totals.recovered) == (0, 13)
    ledger.withdraw_recovered(13)
    assert ledger.totals.outstanding == ledger.totals.funded - ledger.totals.paid - 13
    assert conserves(ledger)


def test_settle__entry_of_a_month_not_payable_yet__waits_for_it(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    funded(1, interest=10, principal=0)
    funded(2, interest=10, principal=0)
    ledger.accept_report(2, revision=1, interest_cents=20, principal_cents=0)
    ledger.revise(2)
    ledger.fund_adjustment(2)
    ledger.accept_report(1, revision=1, interest_cents=20, principal_cents=0)
    ledger.revise(1)
    ledger.fund_adjustment(1)

    assert ledger.settle(HOLDER_A, now=150).interest_units == 7
    assert ledger.account(HOLDER_A).cursor == 0
    assert ledger.settle(HOLDER_A, now=250).interest_units == 21
    assert ledger.account(HOLDER_A).cursor == 2


def test_settle__holder_who_cannot_be_paid__is_credited_until_retried(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    funded(1, interest=10, principal=10)
    ledger.set_payable(HOLDER_A, payable=False)

    assert ledger.claimable(HOLDER_A, now=150) == LedgerClaim(7, 7, 0, 0)
    assert ledger.settle(HOLDER_A, now=150) == Settlement(7, 7, 0, 0, 0, 14)
    assert (ledger.held_of(HOLDER_A), ledger.totals.held, ledger.totals.paid) == (14, 14, 0)
    with pytest.raises(LedgerRefused) as caught:
        ledger.retry_held(HOLDER_A)
    assert caught.value.error == "HolderStillBlocked"
    assert conserves(ledger)

    assert ledger.release_held(HOLDER_A, limit=4) == 4
    ledger.set_payable(HOLDER_A, payable=True)
    assert ledger.retry_held(HOLDER_A) == 10
    assert (ledger.totals.held, ledger.totals.paid) == (0, 14)
    with pytest.raises(LedgerRefused) as caught:
        ledger.retry_held(HOLDER_A)
    assert caught.value.error == "NothingHeld"
    assert conserves(ledger)


def test_settle__replaced_wallet__pays_debt_and_cash_to_the_last_successor(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    funded(1, interest=10, principal=10)
    ledger.set_payable(HOLDER_A, payable=False)
    ledger.settle(HOLDER_A, now=150)
    ledger.accept_report(1, revision=1, interest_cents=0, principal_cents=10)
    ledger.revise(1)
    ledger.fund_adjustment(1)
    ledger.settle(HOLDER_A, now=160)
    assert (ledger.held_of(HOLDER_A), ledger.debt_of(HOLDER_A)) == (14, 7)

    ledger.replace_wallet(HOLDER_A, "new_wallet", now=170)
    ledger.replace_wallet("new_wallet", "newest_wallet", now=270)
    assert ledger.final_holder(HOLDER_A) == "newest_wallet"
    funded(2, interest=10, principal=0)
    assert ledger.settle(HOLDER_A, now=LATER) == Settlement(0, 0, 0, 0, 0, 0)
    assert (ledger.held_of("newest_wallet"), ledger.debt_of("newest_wallet")) == (14, 7)
    assert ledger.settle("new_wallet", now=LATER) == Settlement(7, 0, 0, 7, 0, 0)
    assert ledger.retry_held(HOLDER_A) == 14
    assert ledger.totals.recovered == 7
    assert conserves(ledger)


def test_transfer__to_oneself__begins_no_stretch(ledger: LedgerReference) -> None:
    ledger.transfer(sender=HOLDER_A, to=HOLDER_A, units=7, now=150)

    assert len(ledger.history(HOLDER_A).stretches) == 1


def test_transfer__of_nothing__begins_no_stretch(ledger: LedgerReference) -> None:
    ledger.transfer(sender=HOLDER_A, to="newcomer", units=0, now=150)
    ledger.replace_wallet("newcomer", "new_wallet", now=150)

    assert len(ledger.history(HOLDER_A).stretches) == 1
    assert ledger.history("newcomer").stretches == ledger.history("new_wallet").stretches == ()
    assert ledger.final_holder("newcomer") == "new_wallet"


def refused(act: Callable[[], object]) -> tuple[str, object, object]:
    with pytest.raises(LedgerRefused) as caught:
        act()
    return caught.value.error, caught.value.expected, caught.value.received


def test_post_and_fund__out_of_turn__refused_as_the_contract_does(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    assert refused(lambda: ledger.post(1))[0] == "NotAccepted"
    ledger.accept_report(1, revision=0, interest_cents=10, principal_cents=0)
    ledger.accept_report(2, revision=0, interest_cents=10, principal_cents=0)
    assert refused(lambda: ledger.fund(1))[0] == "NotPosted"
    ledger.post(1)
    assert refused(lambda: ledger.post(1))[0] == "AlreadyPosted"
    assert refused(lambda: ledger.fund(2)) == ("NotNextPeriod", 1, 2)
    ledger.accept_report(1, revision=1, interest_cents=9, principal_cents=0)
    assert refused(lambda: ledger.fund(1)) == ("StalePosting", 1, 0)
    ledger.post(1)
    assert ledger.fund(1) == 9
    assert refused(lambda: ledger.post(1)) == ("AlreadyFunded", 2, 1)
    assert ledger.totals.funded == 9


def test_revise__nothing_to_change__refused_as_the_contract_does(
    ledger: LedgerReference, funded: Callable[..., None]
) -> None:
    assert refused(lambda: ledger.revise(1)) == ("NotFunded", 0, 1)
    funded(1, interest=10, principal=0)
    assert refused(lambda: ledger.revise(1))[0] == "NothingToAdjust"
    assert refused(lambda: ledger.fund_adjustment(1))[0] == "NotPosted"
    ledger.accept_report(1, revision=1, interest_cents=12, principal_cents=0)
    ledger.revise(1)
    assert refused(lambda: ledger.revise(1))[0] == "AlreadyPosted"
    assert refused(lambda: ledger.fund_adjustment(2)) == ("NotFunded", 1, 2)
    ledger.accept_report(1, revision=2, interest_cents=10, principal_cents=0)
    assert refused(lambda: ledger.fund_adjustment(1)) == ("StalePosting", 2, 1)
    assert ledger.revise(1) == PeriodUnits(1, 0, 0)
    assert refused(lambda: ledger.fund_adjustment(1))[0] == "NotPosted"
    assert refused(lambda: ledger.withdraw_recovered(1)) == ("AboveRecovered", 0, 1)
