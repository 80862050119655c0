from rwa.chain import contract_errors as errors
from rwa.chain.contract_events import LateCleared, PeriodLate, RemittanceAccepted

from .conftest import report_day


def test_flag_late__after_the_payment_time__flagged_until_accepted(desk, oracle, actor, told):
    desk.at_second(desk.calendar.read("payTime", 1) + 1)

    (late,) = oracle.send(actor("attacker"), "flagLate")

    assert told(late) == (PeriodLate, {"period": 1})
    assert oracle.read("latePeriod") == 1
    assert oracle.read("lastAccepted") == 0
    accepted, cleared = desk.post(desk.month(1))
    assert told(accepted)[0] is RemittanceAccepted
    assert told(cleared) == (LateCleared, {"period": 1})
    assert oracle.read("latePeriod") == 0


def test_flag_late__in_the_payment_second__refused(desk, oracle, actor, refused):
    pay_time = desk.calendar.read("payTime", 1)
    desk.at_second(pay_time)
    with refused(errors.RemittanceOracle_NotLate, oracle, pay_time=pay_time, time=pay_time):
        oracle.send(actor("attacker"), "flagLate")


def test_flag_late__twice__refused(desk, oracle, actor, refused):
    desk.at_second(desk.calendar.read("payTime", 1) + 1)
    oracle.send(actor("attacker"), "flagLate")
    with refused(errors.RemittanceOracle_LateAlready, oracle, period=1):
        oracle.send(actor("attacker"), "flagLate")


def test_flag_late__no_period_left__refused(desk, oracle, actor, refused):
    desk.accept_up_to(12)
    desk.chain.advance_to(report_day(14))
    with refused(errors.RecordCalendar_UnknownPeriod, oracle, last=12, period=13):
        oracle.send(actor("attacker"), "flagLate")
