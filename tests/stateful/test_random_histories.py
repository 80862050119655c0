"""Random histories on the real contracts: whatever happens, the money adds up.

`make test-long` draws many more and longer ones.
"""

from typing import ClassVar
from unittest import TestCase

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine

from rwa.chain.transactions import ContractCall
from rwa.core.ids import Address
from tests.stateful.certificate_rules import CertificateRules
from tests.stateful.invariants import Invariants
from tests.stateful.month_rules import MonthRules


class HonestCash(CertificateRules, MonthRules, Invariants):
    """Cash like the common regulated dollar: a blocklist and a pause."""


class Corrections(HonestCash):
    """Nobody is ever stopped, so that corrections, debts and lost keys get far."""

    has_obstacles: ClassVar[bool] = False


class LyingCash(HonestCash):
    """Cash that lies to some receivers, or to all; what it refuses is held, retried, ordered."""

    has_corrections: ClassVar[bool] = False

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


def histories(machine: type[RuleBasedStateMachine]) -> type[TestCase]:
    """A quarter of the profile's examples, each of two thirds of its steps: a step is rich."""
    case = machine.TestCase
    case.settings = settings(
        max_examples=PROFILE.max_examples // 4,
        stateful_step_count=PROFILE.stateful_step_count * 2 // 3,
    )
    # Half a minute; a busy machine may take longer.
    case.pytestmark = [pytest.mark.timeout(600)]
    return case


TestHonestCash = histories(HonestCash)
TestCorrections = histories(Corrections)
TestSilentRefusal = histories(SilentRefusal)
TestGasBurningRefusal = histories(GasBurningRefusal)
