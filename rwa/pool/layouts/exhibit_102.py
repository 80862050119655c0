"""Asset data of commercial mortgages in filings with the SEC: Form ABS-EE, Exhibit 102.

Follows Regulation AB, Schedule AL (17 CFR 229.1125), Item 2, in the element names of the EDGAR ABS
XML technical specification, version 1.7 (namespace `cmbs/assetdata`). Codes of status and payment
are those of the specification; status 6 came with version 8.0 of CREFC's reporting package.

Source: docs/reference/sources.md#exhibit-102
"""

from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.codes import (
    ACCRUAL_METHODS,
    COMMERCIAL_MONTHS_BEHIND,
    COMMERCIAL_STATUSES,
    PAYMENT_TYPES,
)
from rwa.pool.layouts.layout import FileLayout, LayoutColumn, Shape, unread

NAMESPACE = "http://www.sec.gov/edgar/document/absee/cmbs/assetdata"
_SOURCE = "Regulation AB Schedule AL, Item 2; EDGAR ABS XML technical specification 1.7"
_IDENTITY = frozenset(
    {
        "assetTypeNumber",
        "assetNumber",
        "GroupID",
        "reportingPeriodBeginningDate",
        "reportingPeriodEndDate",
    }
)

_PASSED_OVER = """
assetTypeNumber GroupID reportingPeriodBeginningDate originatorName
interestRateSecuritizationPercentage originalInterestRateTypeCode underwritingIndicator
lienPositionSecuritizationCode loanStructureCode
periodicPrincipalAndInterestPaymentSecuritizationAmount
scheduledPrincipalBalanceSecuritizationAmount paymentFrequencyCode
NumberPropertiesSecuritization NumberProperties graceDaysAllowedNumber interestOnlyIndicator
balloonIndicator prepaymentPremiumIndicator negativeAmortizationIndicator
prepaymentLockOutEndDate yieldMaintenanceEndDate prepaymentPremiumsEndDate assetAddedIndicator
reportPeriodModificationIndicator servicingAdvanceMethodCode nonRecoverabilityIndicator
primaryServicerName assetSubjectDemandIndicator assetSubjectDemandStatusCode
hyperAmortizingDate deferredInterestCollectedAmount deferredInterestCumulativeAmount
armIndexCode armIndexRatePercentage armMarginNumber indexLookbackDaysNumber
firstRateAdjustmentDate firstPaymentAdjustmentDate rateResetFrequencyCode
payResetFrequencyCode lifetimeRateCapPercentage lifetimeRateFloorPercentage
maximumNegativeAmortizationAllowedAmount maximumNegativeAmortizationAllowedPercentage
mostRecentMasterServicerReturnDate mostRecentSpecialServicerTransferDate
negativeAmortizationDeferredInterestCapAmount nextInterestRateChangeAdjustmentDate
nextInterestRatePercentage nextPaymentAdjustmentDate
periodicPaymentAdjustmentMaximumAmount periodicPaymentAdjustmentMaximumPercent
periodicRateDecreaseLimitPercentage periodicRateIncreaseLimitPercentage
postModificationAmortizationPeriodAmount postModificationInterestPercentage
postModificationMaturityDate postModificationPaymentAmount repurchaseAmount
demandResolutionDate repurchaserName repurchaseReplacementReasonCode workoutStrategyCode
"""
"""Elements of the specification that are known and not read."""


def _terms(day: CellKind) -> tuple[LayoutColumn, ...]:
    """Columns that say what was agreed; days are written as `day`."""
    return (
        LayoutColumn("originationDate", "origination_date", day, "Day of the note."),
        LayoutColumn(
            "originalLoanAmount",
            "original_balance_cents",
            CellKind.DOLLARS,
            "Amount lent, the part in the trust.",
        ),
        LayoutColumn(
            "originalTermLoanNumber",
            "original_term_months",
            CellKind.COUNT,
            "Months to maturity at origination.",
        ),
        LayoutColumn("maturityDate", "maturity_date", day, "Day of the last payment."),
        LayoutColumn(
            "originalAmortizationTermNumber",
            "original_amortization_term_months",
            CellKind.COUNT,
            "Months of the amortization; 0 when there is none.",
        ),
        LayoutColumn(
            "originalInterestRatePercentage",
            "original_note_rate_ppb",
            CellKind.FRACTION,
            "Rate of the note at origination.",
        ),
        LayoutColumn(
            "interestAccrualMethodCode",
            "accrual_basis",
            CellKind.CODE,
            "How days are counted.",
            codes=ACCRUAL_METHODS,
        ),
        LayoutColumn(
            "originalInterestOnlyTermNumber",
            "original_interest_only_months",
            CellKind.COUNT,
            "Months without principal at the start.",
        ),
        LayoutColumn(
            "firstLoanPaymentDueDate",
            "first_payment_date",
            day,
            "Day of the first full payment.",
        ),
        LayoutColumn(
            "paymentTypeCode",
            "payment_type",
            CellKind.CODE,
            "How the payments retire the loan.",
            codes=PAYMENT_TYPES,
        ),
        LayoutColumn("modifiedIndicator", "is_modified", CellKind.TRUTH, "Modified at any time."),
    )


_MONTH = (
    LayoutColumn(
        "reportPeriodBeginningScheduleLoanBalanceAmount",
        "scheduled_balance_begin_cents",
        CellKind.DOLLARS,
        "Scheduled balance before the period.",
    ),
    LayoutColumn(
        "totalScheduledPrincipalInterestDueAmount",
        "scheduled_payment_cents",
        CellKind.DOLLARS,
        "Principal and interest due in the period.",
    ),
    LayoutColumn(
        "reportPeriodInterestRatePercentage",
        "note_rate_ppb",
        CellKind.FRACTION,
        "Rate of the period's interest.",
    ),
    LayoutColumn(
        "servicerTrusteeFeeRatePercentage",
        "fee_rate_ppb",
        CellKind.FRACTION,
        "Sum of the rates of servicers' and trustee's fees.",
    ),
    LayoutColumn(
        "scheduledInterestAmount",
        "scheduled_interest_cents",
        CellKind.DOLLARS,
        "Interest due in the period.",
    ),
    LayoutColumn(
        "otherInterestAdjustmentAmount",
        "other_interest_adjustment_cents",
        CellKind.DOLLARS,
        "Other change of interest.",
    ),
    LayoutColumn(
        "scheduledPrincipalAmount",
        "scheduled_principal_cents",
        CellKind.DOLLARS,
        "Principal due in the period.",
    ),
    LayoutColumn(
        "unscheduledPrincipalCollectedAmount",
        "unscheduled_principal_cents",
        CellKind.DOLLARS,
        "Principal received beyond the schedule.",
    ),
    LayoutColumn(
        "otherPrincipalAdjustmentAmount",
        "other_principal_adjustment_cents",
        CellKind.DOLLARS,
        "Other decrease of the balance; negative for an increase.",
    ),
    LayoutColumn(
        "reportPeriodEndActualBalanceAmount",
        "actual_balance_end_cents",
        CellKind.DOLLARS,
        "What is owed after the period.",
    ),
    LayoutColumn(
        "reportPeriodEndScheduledLoanBalanceAmount",
        "scheduled_balance_end_cents",
        CellKind.DOLLARS,
        "Scheduled balance after the period.",
        is_required=True,
    ),
    LayoutColumn(
        "totalPrincipalInterestAdvancedOutstandingAmount",
        "principal_interest_advances_cents",
        CellKind.DOLLARS,
        "Principal and interest advanced and not recovered.",
    ),
    LayoutColumn(
        "totalTaxesInsuranceAdvancesOutstandingAmount",
        "tax_insurance_advances_cents",
        CellKind.DOLLARS,
        "Taxes and insurance advanced and not recovered.",
    ),
    LayoutColumn(
        "otherExpensesAdvancedOutstandingAmount",
        "other_advances_cents",
        CellKind.DOLLARS,
        "Other expenses advanced and not recovered.",
    ),
    LayoutColumn(
        "paymentStatusLoanCode",
        "payment_status",
        CellKind.CODE,
        "Payment status.",
        codes=COMMERCIAL_STATUSES,
    ),
    LayoutColumn(
        "realizedLossToTrustAmount",
        "realized_loss_cents",
        CellKind.DOLLARS,
        "Loss of the trust; may be repeated in later periods.",
    ),
    LayoutColumn(
        "liquidationPrepaymentCode",
        "liquidation_code",
        CellKind.TEXT,
        "Kind of prepayment or liquidation: 1 partial, 2 payoff, 3 disposition, 4 repurchase, 5 at "
        "maturity, 6 discounted payoff, 8 payoff with penalty, 9 with yield maintenance, ...",
    ),
    LayoutColumn(
        "prepaymentPremiumYieldMaintenanceReceivedAmount",
        "prepayment_premium_cents",
        CellKind.DOLLARS,
        "Premium or yield maintenance received.",
    ),
    LayoutColumn(
        "modificationCode",
        "modification_code",
        CellKind.TEXT,
        "What was modified: 1 maturity, 2 amortization, 3 principal, 5 rate, 6 interest "
        "capitalized, 7 taxes capitalized, 8 several, 98 other; separated by commas.",
    ),
)


def _days(day: CellKind) -> tuple[LayoutColumn, ...]:
    return (
        LayoutColumn("paidThroughDate", "paid_through_date", day, "Paid through this due date."),
        LayoutColumn(
            "liquidationPrepaymentDate",
            "liquidation_date",
            day,
            "Day of the prepayment or liquidation.",
        ),
        LayoutColumn(
            "lastModificationDate", "modification_date", day, "Day of the latest modification."
        ),
    )


def _of(loan_id: str, day: CellKind) -> tuple[LayoutColumn, ...]:
    return (
        LayoutColumn(
            loan_id, "loan_id", CellKind.TEXT, "Number of the loan in the trust.", is_required=True
        ),
        LayoutColumn(
            "reportingPeriodEndDate",
            "reporting_period",
            day,
            "Last day of the period; its month is the month of the report.",
            is_required=True,
        ),
        *_terms(day),
        *_MONTH,
        *_days(day),
    )


CMBS_XML = FileLayout(
    name="abs-ee-cmbs",
    title="SEC Form ABS-EE, Exhibit 102: commercial mortgages, XML",
    source=_SOURCE,
    shape=Shape.MARKUP,
    namespace=NAMESPACE,
    months_behind=COMMERCIAL_MONTHS_BEHIND,
    only_part_of_a_loan=_IDENTITY,
    columns=(
        *_of("assetNumber", CellKind.DATE_US),
        LayoutColumn(
            "property/propertyState",
            "state",
            CellKind.TEXT,
            "State of the property; not said when there are several.",
            unsaid=("Various", "NA"),
        ),
    ),
    passed_over=frozenset(_PASSED_OVER.split()),
)
"""The raw exhibit: one XML entry a loan, beside entries that describe single properties."""

CMBS_CSV = FileLayout(
    name="abs-ee-cmbs-csv",
    title="The same exhibit collected over months as CSV",
    source=f"{_SOURCE}; column names of the exhibit, days as YYYY-MM-DD",
    shape=Shape.NAMED,
    is_quoted=True,
    months_behind=COMMERCIAL_MONTHS_BEHIND,
    columns=(
        *_of("loanID", CellKind.DATE_ISO),
        *unread(
            "accessionNumber",
            "dateFiled",
            "reportingPeriodBeginningDate",
            "periodicPrincipalAndInterestPaymentSecuritizationAmount",
            "scheduledPrincipalBalanceSecuritizationAmount",
        ),
    ),
)
"""One line a loan and month, with a line of names."""
