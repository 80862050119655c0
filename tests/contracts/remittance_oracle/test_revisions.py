from dataclasses import replace

import pytest

from rwa.chain import contract_errors as errors
from rwa.chain.contract_events import (
    RemittanceAccepted,
    RestatementClosed,
    RestatementOpened,
)
from rwa.chain.report import hash_content


@pytest.fixture
def four_months(desk):
    desk.accept_up_to(4)
    return desk


def same_ends(desk, period):
    """A higher revision that pays a cent less interest and ends as the one in force."""
    content = desk.month(period)
    row = replace(content.class_rows[0], interest_cents=content.interest_to_investors_cents - 1)
    return replace(
        content,
        class_rows=(row,),
        interest_to_investors_cents=row.interest_cents,
        reserve_change_cents=1,
        loan_count_end=desk.oracle.read("reportOf", period)[4],
    )


def test_revision__of_the_last_period__replaces_it(four_months, oracle):
    content = four_months.month(4, paid_off=900_000)

    four_months.post(content)

    assert oracle.read("reportOf", 4)[:3] == (hash_content(content), content.tape_root, 1)
    assert oracle.read("trancheAmounts", 4, 0)[:2] == (True, 1)
    assert oracle.read("restatingPeriod") == 0


def test_revision__with_the_same_ends__opens_nothing(four_months, oracle, told):
    content = same_ends(four_months, 2)

    (event,) = four_months.post(content)

    assert told(event)[0] is RemittanceAccepted
    assert oracle.read("restatingPeriod") == 0
    assert oracle.read("lastReportHash") == hash_content(content), "in order of acceptance"


def test_revision__with_a_gap__lower_ones_are_refused(four_months, oracle, refused):
    four_months.post(replace(same_ends(four_months, 3), revision=5))
    for revision in (0, 4, 5):
        content = replace(same_ends(four_months, 3), revision=revision)
        with refused(errors.RemittanceOracle_RevisionTooLow, oracle, minimum=6, received=revision):
            four_months.post(content)


def test_revision__with_too_wide_a_gap__is_refused(four_months, oracle, refused):
    content = replace(same_ends(four_months, 3), revision=257)
    with refused(errors.RemittanceOracle_RevisionTooHigh, oracle, maximum=256, received=257):
        four_months.post(content)
    four_months.post(replace(content, revision=256))


def test_revision__with_other_ends__later_periods_follow_in_order(
    four_months, oracle, told, refused
):
    accepted, opened = four_months.post(four_months.month(2, paid_off=900_000))
    assert told(accepted)[0] is RemittanceAccepted
    assert told(opened) == (RestatementOpened, {"period": 3})
    for period in (4, 5):
        with refused(errors.RemittanceOracle_PeriodOutOfOrder, oracle, expected=3, received=period):
            four_months.post(four_months.month(period))

    four_months.post(four_months.month(3))
    assert oracle.read("restatingPeriod") == 4
    _, closed = four_months.post(four_months.month(4))

    assert told(closed) == (RestatementClosed, {"period": 4})
    assert oracle.read("restatingPeriod") == 0
    ends = [oracle.read("reportOf", period)[3] for period in range(1, 5)]
    expected = [four_months.month(period).balance_end_cents for period in (3, 4)]
    assert ends[2:] == expected, "each begins with what the one before ended with"
    four_months.accept_up_to(5)


def test_revision__of_an_earlier_period_while_restating__starts_again_from_there(
    four_months, oracle, told
):
    four_months.post(four_months.month(3, paid_off=900_000))
    _, opened = four_months.post(four_months.month(1, paid_off=700_000))

    assert told(opened) == (RestatementOpened, {"period": 2})
    for period in (2, 3, 4):
        assert oracle.read("restatingPeriod") == period
        four_months.post(four_months.month(period))
    assert oracle.read("restatingPeriod") == 0
