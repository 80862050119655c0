"""Borrowers' activity that no accounting may accept, each with what was reported and what fits.

Two engines account a month independently; what they refuse carries the same names. Neither ever
bends a number to make it fit.
"""

from rwa.remittance.activity_refused import ActivityRefused
from rwa.remittance.ending_refusals import (
    BuyoutTooEarly,
    LiquidationOutOfStep,
    LiquidationRefused,
    LoanEnded,
    LoanEndedInArrears,
    PayoffOutOfStep,
    ProceedsTooLarge,
    RecoveryUnexplained,
)
from rwa.remittance.modification_refusals import (
    AdvancesLeft,
    CapitalisedTooMuch,
    DeferredTooMuch,
    ForgivenTooMuch,
    IndexMissing,
    ModificationOutOfStep,
    MovedWhileCurrent,
    PoolLineModified,
)
from rwa.remittance.payment_refusals import (
    CurtailmentInArrears,
    CurtailmentTooLarge,
    PaymentsNotOwed,
    PoolLineMissedPayment,
    ShortfallTooLarge,
    ShortfallWithoutPrepayment,
    WriteOffTooLarge,
)

__all__ = [
    "ActivityRefused",
    "AdvancesLeft",
    "BuyoutTooEarly",
    "CapitalisedTooMuch",
    "CurtailmentInArrears",
    "CurtailmentTooLarge",
    "DeferredTooMuch",
    "ForgivenTooMuch",
    "IndexMissing",
    "LiquidationOutOfStep",
    "LiquidationRefused",
    "LoanEnded",
    "LoanEndedInArrears",
    "ModificationOutOfStep",
    "MovedWhileCurrent",
    "PaymentsNotOwed",
    "PayoffOutOfStep",
    "PoolLineMissedPayment",
    "PoolLineModified",
    "ProceedsTooLarge",
    "RecoveryUnexplained",
    "ShortfallTooLarge",
    "ShortfallWithoutPrepayment",
    "WriteOffTooLarge",
]
