from random import Random

import pytest

from rwa.chain.contract_errors import PoolCertificate_PeriodNotClosed, RecordCalendar_UnknownPeriod

FACE = 10_000_000_000_000
A_HAS = FACE // 2
B_HAS = FACE * 3 // 10
AMOUNT = 1_000_000_000


def test_balance_at__open_period__refused_until_its_record_second_is_over(
    issued, deal, chain, holder_a, refused
):
    record_time = deal.calendar.read("recordTime", 1)
    chain.advance_to(record_time)

    sides = {"period": 1, "record_time": record_time, "timestamp": record_time}
    with refused(PoolCertificate_PeriodNotClosed, issued, **sides):
        issued.read("balanceAt", holder_a.address, 1)
    with refused(PoolCertificate_PeriodNotClosed, issued, **sides):
        issued.read("balancesAt", [], 1)

    chain.advance_to(record_time + 1)
    assert issued.read("balanceAt", holder_a.address, 1) == A_HAS


@pytest.mark.parametrize(
    ("seconds_after", "in_period_1"), [(-1, AMOUNT), (0, AMOUNT), (1, 0)], ids=str
)
def test_balance_at__transfer_around_the_record_second__inv_5_inclusive(
    issued, deal, holder_a, holder_b, at_second, close_period, seconds_after, in_period_1
):
    at_second(deal.calendar.read("recordTime", 1) + seconds_after)
    issued.send(holder_a, "transfer", holder_b.address, AMOUNT)

    close_period(2)
    assert issued.read("balanceAt", holder_a.address, 1) == A_HAS - in_period_1
    assert issued.read("balanceAt", holder_b.address, 1) == B_HAS + in_period_1
    assert issued.read("balanceAt", holder_a.address, 2) == A_HAS - AMOUNT
    assert issued.read("balanceAt", holder_b.address, 2) == B_HAS + AMOUNT


def test_balance_at__asleep_for_months__closed_by_the_calendar(issued, holder_a, close_period):
    close_period(9)

    assert [issued.read("balanceAt", holder_a.address, p) for p in range(1, 10)] == [A_HAS] * 9


@pytest.mark.parametrize("period", [0, 13])
def test_balance_at__period_outside__refused(issued, holder_a, close_period, refused, period):
    close_period(12)

    with refused(RecordCalendar_UnknownPeriod, issued, last=12, period=period):
        issued.read("balanceAt", holder_a.address, period)


def test_balance_at__after_the_last_record_time__transfers_change_nothing(
    issued, holder_a, holder_b, close_period
):
    close_period(12)
    issued.send(holder_a, "transfer", holder_b.address, AMOUNT)

    assert issued.read("holdingOf", holder_a.address) == (A_HAS - AMOUNT, 1, 13, 1)
    assert issued.read("balanceAt", holder_a.address, 12) == A_HAS


def test_balances_at__a_year_of_random_transfers__inv_1_inv_2_inv_5_as_written_down(
    issued, deal, holder_a, holder_b, holder_c, chain, close_period
):
    random = Random(4)
    holders = [holder_a, holder_b, holder_c]
    addresses = [holder.address for holder in holders]
    held = dict(zip(addresses, (A_HAS, B_HAS, FACE // 5), strict=True))
    written_down = []

    for period in range(1, 13):
        for _ in range(random.choice([0, 1, 4])):
            sender, receiver = random.choice(holders), random.choice(holders)
            amount = random.choice([held[sender.address], held[sender.address] // 3, 1])
            amount = min(amount, held[sender.address])
            issued.send(sender, "transfer", receiver.address, amount)
            held[sender.address] -= amount
            held[receiver.address] += amount
        close_period(period)
        written_down.append([held[address] for address in addresses])

        closed = [list(issued.read("balancesAt", addresses, p)) for p in range(1, period + 1)]
        assert closed == written_down
        assert {sum(balances) for balances in closed} == {FACE}
    assert sum(held.values()) == issued.read("totalSupply") == FACE


def test_stretch_of__changes_in_three_periods__walks_forward_and_back(
    issued, holder_a, holder_b, close_period
):
    for period in (2, 6):
        close_period(period)
        issued.send(holder_a, "transfer", holder_b.address, AMOUNT)

    assert issued.read("holdingOf", holder_a.address) == (A_HAS - 2 * AMOUNT, 1, 7, 3)
    assert issued.read("stretchOf", holder_a.address, 1) == (A_HAS, 3, 0)
    assert issued.read("stretchOf", holder_a.address, 3) == (A_HAS - AMOUNT, 7, 1)
    assert issued.read("stretchOf", holder_a.address, 7) == (0, 0, 0)
