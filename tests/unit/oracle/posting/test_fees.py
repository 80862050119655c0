"""Fees that rise by at least an eighth, and never above the cap."""

from hypothesis import given
from hypothesis import strategies as st

from oracle.posting.fees import FeePolicy
from rwa.chain.protocol import Fees

WEI = st.integers(0, 10**13)


@st.composite
def fees(draw: st.DrawFn) -> Fees:
    """A tip is never above the whole fee."""
    max_fee = draw(WEI)
    return Fees(max_fee, draw(st.integers(0, max_fee)))


@given(offered=fees(), suggested=fees(), cap=WEI)
def test_bumped__any_fees__rise_by_an_eighth_within_the_cap(
    offered: Fees, suggested: Fees, cap: int
) -> None:
    found = FeePolicy(cap_wei=cap).bumped(offered, suggested)

    if found is None:
        assert offered.max_fee_wei * 9 > cap * 8 or offered.max_fee_wei + 1 > cap
        return
    assert found.tip_wei <= found.max_fee_wei <= cap
    assert found.max_fee_wei * 8 >= offered.max_fee_wei * 9
    assert found.tip_wei * 8 >= offered.tip_wei * 9
    assert found.max_fee_wei > offered.max_fee_wei


@given(suggested=fees(), cap=WEI)
def test_first__any_suggestion__is_taken_up_to_the_cap(suggested: Fees, cap: int) -> None:
    found = FeePolicy(cap_wei=cap).first(suggested)

    assert found.max_fee_wei == min(suggested.max_fee_wei, cap)
    assert found.tip_wei == min(suggested.tip_wei, cap)


def test_bumped__prices_have_risen_more__follows_them() -> None:
    found = FeePolicy(cap_wei=1_000).bumped(Fees(100, 10), Fees(700, 300))

    assert found == Fees(700, 300)
