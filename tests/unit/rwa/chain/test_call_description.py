from rwa.chain.calendar import RecordCalendar
from rwa.chain.call_description import SHOWN_VALUES, describe_call
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.hashing import ZERO_ADDRESS
from rwa.chain.holder_registry import HolderRegistry
from rwa.chain.timelock import Operation, Timelock

SOMEONE = "0x00000000000000000000000000000000000000A1"


def calendar(count: int) -> str:
    times = tuple(range(1_000, 1_000 + count))
    call = RecordCalendar.deployment(first_yyyymm=202701, record_times=times, pay_times=times)
    return dict(describe_call(call).arguments)["recordTimes"]


def test_describe_call__a_short_list__in_full() -> None:
    assert calendar(3) == "[1000, 1001, 1002]"
    assert calendar(SHOWN_VALUES).count(",") == SHOWN_VALUES - 1


def test_describe_call__a_long_list__by_its_length_and_ends() -> None:
    assert calendar(360) == "[360 values, first 1000, last 1359]"
    assert calendar(SHOWN_VALUES + 1).startswith(f"[{SHOWN_VALUES + 1} values")


def test_describe_call__a_struct__by_the_names_of_its_members(chain: EmbeddedChain) -> None:
    registry = HolderRegistry(chain, ZERO_ADDRESS)
    call = registry.set_holder(SOMEONE, HolderFacts(7, 99, 840, 1))

    (_, facts) = describe_call(call, names={SOMEONE: "holder-01"}).arguments
    assert facts[1] == "(identity=7, validUntil=99, country=840, investorClass=1)"


def test_describe_call__a_word_of_zeros__is_a_role_only_where_a_role_is_asked_for(
    chain: EmbeddedChain,
) -> None:
    timelock = Timelock(chain, ZERO_ADDRESS)
    zeros = "0x" + "00" * 32

    arguments = dict(describe_call(timelock.schedule(Operation(()), delay_seconds=0)).arguments)
    assert arguments["predecessor"] == arguments["salt"] == zeros
    granted = dict(describe_call(timelock.grant_role(bytes(32), SOMEONE)).arguments)
    assert granted["role"] == "DEFAULT_ADMIN_ROLE"
