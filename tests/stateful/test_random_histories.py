"""Random histories on the real contracts: whatever happens, the money adds up.

`make test-long` draws many more and longer ones.
"""

from typing import ClassVar

from hypothesis import settings

from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address
from tests.stateful.certificate_rules import CertificateRules
from tests.stateful.invariants import Invariants
from tests.stateful.month_rules import MonthRules
from tests.stateful.obstacle_rules import ObstacleRules


class HonestCash(CertificateRules, MonthRules, ObstacleRules, Invariants):
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


EXAMPLES = settings().max_examples

TestHonestCash = HonestCash.TestCase
TestHonestCash.settings = settings(max_examples=EXAMPLES // 3)
TestSilentRefusal = SilentRefusal.TestCase
TestSilentRefusal.settings = settings(max_examples=EXAMPLES // 10)
TestGasBurningRefusal = GasBurningRefusal.TestCase
TestGasBurningRefusal.settings = settings(max_examples=EXAMPLES // 10)
