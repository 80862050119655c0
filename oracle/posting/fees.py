"""What a transaction offers, and how much more its next version offers."""

from dataclasses import dataclass
from typing import Final

from rwa.chain.protocol import Fees

GWEI: Final = 10**9
_BUMP_NUMERATOR, _BUMP_DENOMINATOR = 1_125, 1_000


@dataclass(frozen=True, slots=True)
class FeePolicy:
    """How much is offered for gas, and how patient the poster is."""

    cap_wei: int = 500 * GWEI
    """Most that is ever offered for a unit of gas; reaching it raises an alert."""
    resend_after_seconds: int = 30
    """The same bytes are handed over again after this time without a block."""
    bump_after_seconds: int = 90
    """A version with higher fees is signed after this time without a block."""

    def first(self, suggested: Fees) -> Fees:
        """Return what a new transaction offers: what the chain suggests, up to the cap."""
        return _capped(suggested, self.cap_wei)

    def bumped(self, offered: Fees, suggested: Fees) -> Fees | None:
        """Return what the next version offers, None when that is above the cap.

        Both fees rise by at least an eighth, rounded up: nodes replace for no less.
        """
        least = Fees(_eighth_more(offered.max_fee_wei), _eighth_more(offered.tip_wei))
        if least.max_fee_wei > self.cap_wei:
            return None
        wanted = Fees(
            max(least.max_fee_wei, suggested.max_fee_wei), max(least.tip_wei, suggested.tip_wei)
        )
        return _capped(wanted, self.cap_wei)


def _eighth_more(wei: int) -> int:
    """Nine eighths, rounded up, and at least one more."""
    return max(wei + 1, -(-wei * _BUMP_NUMERATOR // _BUMP_DENOMINATOR))


def _capped(fees: Fees, cap_wei: int) -> Fees:
    max_fee = min(fees.max_fee_wei, cap_wei)
    return Fees(max_fee, min(fees.tip_wei, max_fee))
