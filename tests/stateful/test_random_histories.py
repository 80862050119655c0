"""Random histories on the real contracts: whatever happens, the money adds up.

`make test-long` draws many more and longer ones.
"""

from typing import ClassVar

import pytest
from hypothesis import settings

from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address
from tests.stateful.certificate_rules import CertificateRules
from tests.stateful.invariants import Invariants
from tests.stateful.month_rules import MonthRules


class HonestCash(CertificateRules, MonthRules, Invariants):
    """Cash like the common regulated dollar: a blocklist and a pause."""


class LyingCash(HonestCash):
    """Cash that lies to some receivers, or to all."""

    def refusing(self, address: Address, *, refuses: bool) -> ContractCall:
        return self.pool.cash.lie_to(address, lies=refuses)

    def stopping(self, *, stops: bool) -> ContractCall:
        return self.pool.cash.lie_to_all(lies=stops)


class SilentRefusal(LyingCash):
    """Refusals that return false instead of reverting."""

    cash_kind: ClassVar[str] = "FalseReturningDollar"


class GasBurningRefusal(LyingCash):
    """Refusals that burn all the gas they are given."""

    cash_kind: ClassVar[str] = "GasBurningDollar"


PROFILE = settings()


def share_of_profile(examples: int) -> settings:
    """Settings with that many examples of fifty, and two thirds of the steps: each is a day's work."""
    return settings(
        max_examples=PROFILE.max_examples * examples // 50,
        stateful_step_count=PROFILE.stateful_step_count * 2 // 3,
    )


TestHonestCash = HonestCash.TestCase
TestHonestCash.settings = share_of_profile(16)
TestSilentRefusal = SilentRefusal.TestCase
TestSilentRefusal.settings = share_of_profile(5)
TestGasBurningRefusal = GasBurningRefusal.TestCase
TestGasBurningRefusal.settings = share_of_profile(5)
for case in (TestHonestCash, TestSilentRefusal, TestGasBurningRefusal):
    # Half a minute each; a busy machine may take longer.
    case.pytestmark = [pytest.mark.timeout(600)]
