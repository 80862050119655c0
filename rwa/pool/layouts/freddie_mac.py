"""Freddie Mac's single-family loan-level files: terms at origination, and performance by month.

Follows Freddie Mac, *Single-Family Loan-Level Dataset: General User Guide*, October 2025: 32 columns
each. In the layout of 2026 performance has three more at the end, which are not read. Dates are months
as YYYYMM, rates per cent. Expenses and losses are published below zero and turned around here.

Source: docs/reference/sources.md#freddie-mac-loan-level-dataset
"""

from types import MappingProxyType

from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.layout import FileLayout, LayoutColumn, Shape, unread

_SOURCE = "Freddie Mac, Single-Family Loan-Level Dataset, general user guide of October 2025"
_LOAN_NUMBER = r"[A-Z][0-9]{2}Q[0-9][0-9A-Z]{7}"
_MONTH = r"(19|20)[0-9]{2}(0[1-9]|1[0-2])"
_MONTHS_BEHIND = MappingProxyType({str(months): months for months in range(1_000)})
_STATUSES = MappingProxyType(
    {"XX": "XX", "RA": "RA"} | {code: code for code in _MONTHS_BEHIND},
)

ORIGINATION = FileLayout(
    name="freddie-mac-origination",
    title="Freddie Mac single-family loans at origination",
    source=_SOURCE,
    shape=Shape.POSITIONS,
    delimiters=("|",),
    widths=(32,),
    marks=((2, _MONTH), (20, _LOAN_NUMBER)),
    columns=(
        *unread("Credit Score"),
        LayoutColumn(
            "First Payment Date",
            "first_payment_date",
            CellKind.MONTH_COMPACT,
            "Month of the first payment.",
        ),
        *unread("First Time Homebuyer Flag"),
        LayoutColumn(
            "Maturity Date",
            "maturity_date",
            CellKind.MONTH_COMPACT,
            "Month of the last payment.",
        ),
        *unread(
            "Metropolitan Statistical Area",
            "Mortgage Insurance Percentage",
            "Number of Units",
            "Occupancy Status",
            "Original Combined Loan-to-Value",
            "Original Debt-to-Income Ratio",
        ),
        LayoutColumn(
            "Original UPB",
            "original_balance_cents",
            CellKind.DOLLARS,
            "Amount lent, in whole thousands.",
        ),
        *unread("Original Loan-to-Value"),
        LayoutColumn(
            "Original Interest Rate",
            "original_note_rate_ppb",
            CellKind.PER_CENT,
            "Rate of the note.",
        ),
        *unread("Channel", "Prepayment Penalty Mortgage Flag", "Amortization Type"),
        LayoutColumn("Property State", "state", CellKind.TEXT, "State of the property."),
        *unread("Property Type", "Postal Code"),
        LayoutColumn(
            "Loan Sequence Number",
            "loan_id",
            CellKind.TEXT,
            "Number of the loan.",
            is_required=True,
        ),
        *unread("Loan Purpose"),
        LayoutColumn(
            "Original Loan Term",
            "original_term_months",
            CellKind.COUNT,
            "Scheduled payments at origination.",
        ),
        *unread(
            "Number of Borrowers",
            "Seller Name",
            "Servicer Name",
            "Super Conforming Flag",
            "Pre-Relief Refinance Loan Sequence Number",
            "Special Eligibility Program",
            "Relief Refinance Indicator",
            "Property Valuation Method",
            "Interest Only Indicator",
            "Mortgage Insurance Cancellation Indicator",
        ),
    ),
)
"""One line a loan, without a month."""

PERFORMANCE = FileLayout(
    name="freddie-mac-performance",
    title="Freddie Mac single-family loan performance",
    source=_SOURCE,
    shape=Shape.POSITIONS,
    delimiters=("|",),
    widths=(32, 35),
    marks=((1, _LOAN_NUMBER), (2, _MONTH)),
    months_behind=_MONTHS_BEHIND,
    columns=(
        LayoutColumn(
            "Loan Sequence Number",
            "loan_id",
            CellKind.TEXT,
            "Number of the loan.",
            is_required=True,
        ),
        LayoutColumn(
            "Monthly Reporting Period",
            "reporting_period",
            CellKind.MONTH_COMPACT,
            "Month reported.",
            is_required=True,
        ),
        LayoutColumn(
            "Current Actual UPB",
            "actual_balance_end_cents",
            CellKind.DOLLARS,
            "What is owed after the month, deferred principal included.",
            is_required=True,
        ),
        LayoutColumn(
            "Current Loan Delinquency Status",
            "payment_status",
            CellKind.CODE,
            "Payments behind; RA is acquired property, XX unknown.",
            codes=_STATUSES,
        ),
        *unread("Loan Age", "Remaining Months to Legal Maturity", "Defect Settlement Date"),
        LayoutColumn(
            "Modification Flag",
            "is_modified",
            CellKind.CODE,
            "Y modified this month, P before, N or empty never.",
            codes=MappingProxyType({"Y": True, "P": True, "N": False}),
        ),
        LayoutColumn(
            "Zero Balance Code",
            "zero_balance_code",
            CellKind.TEXT,
            "Why nothing is owed: 01 prepaid or matured, 02 third-party sale, 03 short sale or "
            "charge-off, 09 REO, 15 note sale, 16 reperforming sale, 96 defect.",
        ),
        LayoutColumn(
            "Zero Balance Effective Date",
            "zero_balance_date",
            CellKind.MONTH_COMPACT,
            "When nothing was owed any more.",
        ),
        LayoutColumn(
            "Current Interest Rate",
            "note_rate_ppb",
            CellKind.PER_CENT,
            "Rate in the month reported.",
        ),
        *unread("Current Non-Interest Bearing UPB"),
        LayoutColumn(
            "Due Date of Last Paid Installment",
            "paid_through_date",
            CellKind.MONTH_COMPACT,
            "Due month of the last payment.",
        ),
        *unread("Mortgage Insurance Recoveries"),
        LayoutColumn(
            "Net Sale Proceeds",
            "net_sale_proceeds_cents",
            CellKind.DOLLARS,
            "Proceeds of the sale; C covered and U unknown are not said.",
            unsaid=("C", "U"),
        ),
        *unread("Non Mortgage Insurance Recoveries"),
        LayoutColumn(
            "Total Expenses",
            "expenses_cents",
            CellKind.DOLLARS_NEGATED,
            "Expenses, published below zero.",
        ),
        *unread(
            "Legal Costs",
            "Maintenance and Preservation Costs",
            "Taxes and Insurance",
            "Miscellaneous Expenses",
        ),
        LayoutColumn(
            "Actual Loss",
            "realized_loss_cents",
            CellKind.DOLLARS_NEGATED,
            "Loss after recoveries and expenses, published below zero.",
        ),
        *unread(
            "Cumulative Modification Cost",
            "Interest Rate Step Indicator",
            "Payment Deferral Flag",
            "Estimated Loan-to-Value",
        ),
        LayoutColumn(
            "Zero Balance Removal UPB",
            "balance_at_removal_cents",
            CellKind.DOLLARS,
            "What was owed just before nothing was owed.",
        ),
        *unread(
            "Delinquent Accrued Interest",
            "Delinquency Due to Disaster",
            "Borrower Assistance Status",
            "Current Month Modification Cost",
            "Interest Bearing UPB",
            "Mortgage Insurance Cancellation Indicator",
            "Servicer Name",
            "Bankruptcy Cramdown Costs",
        ),
    ),
)
"""One line a loan and month."""
