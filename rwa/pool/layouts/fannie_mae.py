"""Fannie Mae's single-family loan performance file: one line a loan and month.

Follows Fannie Mae, *Single-Family Loan Performance Dataset and Credit Risk Transfer: Glossary and
File Layout*: 108 columns, to which later editions added others at the end (110 with payment deferrals
and interest-bearing balance, 113 with credit scores), so that positions have one meaning in all of
them. Dates are months as MMYYYY, rates per cent. Balances of a loan's first months are not disclosed
and read 0.00.

Source: docs/reference/sources.md#fannie-mae-loan-performance
"""

from types import MappingProxyType

from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.layout import FileLayout, LayoutColumn, Shape, unread

_MONTHS_BEHIND = MappingProxyType({f"{months:02d}": months for months in range(100)})
_STATUSES = MappingProxyType({"XX": "XX"} | {code: code for code in _MONTHS_BEHIND})


def _month(source: str, target: str, meaning: str, *, is_required: bool = False) -> LayoutColumn:
    return LayoutColumn(source, target, CellKind.MONTH_FIRST, meaning, is_required=is_required)


def _dollars(source: str, target: str, meaning: str) -> LayoutColumn:
    return LayoutColumn(source, target, CellKind.DOLLARS, meaning)


def _expense(source: str) -> LayoutColumn:
    return _dollars(source, "expenses_cents", "One part of the expenses, which are added up.")


_TERMS = (
    *unread("Reference Pool ID"),
    LayoutColumn(
        "Loan Identifier", "loan_id", CellKind.TEXT, "Number of the loan.", is_required=True
    ),
    _month("Monthly Reporting Period", "reporting_period", "Month reported.", is_required=True),
    *unread("Channel", "Seller Name", "Servicer Name", "Master Servicer"),
    LayoutColumn(
        "Original Interest Rate",
        "original_note_rate_ppb",
        CellKind.PER_CENT,
        "Rate of the note at origination.",
    ),
    LayoutColumn(
        "Current Interest Rate", "note_rate_ppb", CellKind.PER_CENT, "Rate in the month reported."
    ),
    _dollars("Original UPB", "original_balance_cents", "Amount lent, in whole thousands."),
    *unread("UPB at Issuance"),
    _dollars("Current Actual UPB", "actual_balance_end_cents", "What is owed after the month."),
    LayoutColumn(
        "Original Loan Term", "original_term_months", CellKind.COUNT, "Months of the first term."
    ),
    _month("Origination Date", "origination_date", "Month of the note."),
    _month("First Payment Date", "first_payment_date", "Month of the first payment."),
    *unread("Loan Age", "Remaining Months to Legal Maturity", "Remaining Months To Maturity"),
    _month("Maturity Date", "maturity_date", "Month of the last payment."),
    *unread(
        "Original Loan to Value Ratio (LTV)",
        "Original Combined Loan to Value Ratio (CLTV)",
        "Number of Borrowers",
        "Debt-To-Income (DTI)",
        "Borrower Credit Score at Origination",
        "Co-Borrower Credit Score at Origination",
        "First Time Home Buyer Indicator",
        "Loan Purpose",
        "Property Type",
        "Number of Units",
        "Occupancy Status",
    ),
    LayoutColumn("Property State", "state", CellKind.TEXT, "State of the property."),
    *unread(
        "Metropolitan Statistical Area (MSA)",
        "Zip Code Short",
        "Mortgage Insurance Percentage",
        "Amortization Type",
        "Prepayment Penalty Indicator",
        "Interest Only Loan Indicator",
        "Interest Only First Principal And Interest Payment Date",
        "Months to Amortization",
    ),
)
_PERFORMANCE = (
    LayoutColumn(
        "Current Loan Delinquency Status",
        "payment_status",
        CellKind.CODE,
        "Payments behind, two digits; XX is unknown.",
        codes=_STATUSES,
    ),
    *unread("Loan Payment History"),
    LayoutColumn("Modification Flag", "is_modified", CellKind.TRUTH, "Modified at any time."),
    *unread("Mortgage Insurance Cancellation Indicator"),
    LayoutColumn(
        "Zero Balance Code",
        "zero_balance_code",
        CellKind.TEXT,
        "Why nothing is owed: 01 prepaid or matured, 02 third-party sale, 03 short sale, 06 "
        "repurchased, 09 REO, 15 note sale, 16 reperforming sale, ...",
    ),
    _month("Zero Balance Effective Date", "zero_balance_date", "When nothing was owed any more."),
    _dollars(
        "UPB at the Time of Removal", "balance_at_removal_cents", "What was owed just before that."
    ),
    *unread("Repurchase Date"),
    _dollars(
        "Scheduled Principal Current", "scheduled_principal_cents", "Scheduled principal received."
    ),
    *unread("Total Principal Current"),
    _dollars(
        "Unscheduled Principal Current",
        "unscheduled_principal_cents",
        "Principal received beyond the schedule.",
    ),
    _month("Last Paid Installment Date", "paid_through_date", "Due month of the last payment."),
    *unread("Foreclosure Date", "Disposition Date"),
    _expense("Foreclosure Costs"),
    _expense("Property Preservation and Repair Costs"),
    _expense("Asset Recovery Costs"),
    _expense("Miscellaneous Holding Expenses and Credits"),
    _expense("Associated Taxes for Holding Property"),
    _dollars("Net Sales Proceeds", "net_sale_proceeds_cents", "Proceeds of the sale."),
)
_UNREAD_TAIL = unread(
    "Credit Enhancement Proceeds",
    "Repurchase Make Whole Proceeds",
    "Other Foreclosure Proceeds",
    "Modification-Related Non-Interest Bearing UPB",
    "Principal Forgiveness Amount",
    "Original List Start Date",
    "Original List Price",
    "Current List Start Date",
    "Current List Price",
    "Borrower Credit Score At Issuance",
    "Co-Borrower Credit Score At Issuance",
    "Borrower Credit Score Current",
    "Co-Borrower Credit Score Current",
    "Mortgage Insurance Type",
    "Servicing Activity Indicator",
    "Current Period Modification Loss Amount",
    "Cumulative Modification Loss Amount",
    "Current Period Credit Event Net Gain or Loss",
    "Cumulative Credit Event Net Gain or Loss",
    "Special Eligibility Program",
    "Foreclosure Principal Write-off Amount",
    "Relocation Mortgage Indicator",
    "Zero Balance Code Change Date",
    "Loan Holdback Indicator",
    "Loan Holdback Effective Date",
    "Delinquent Accrued Interest",
    "Property Valuation Method",
    "High Balance Loan Indicator",
    "ARM Initial Fixed-Rate Period up to 5 Years Indicator",
    "ARM Product Type",
    "Initial Fixed-Rate Period",
    "Interest Rate Adjustment Frequency",
    "Next Interest Rate Adjustment Date",
    "Next Payment Change Date",
    "Index",
    "ARM Cap Structure",
    "Initial Interest Rate Cap Up Percent",
    "Periodic Interest Rate Cap Up Percent",
    "Lifetime Interest Rate Cap Up Percent",
    "Mortgage Margin",
    "ARM Balloon Indicator",
    "ARM Plan Number",
    "Borrower Assistance Plan",
    "High Loan to Value (HLTV) Refinance Option Indicator",
    "Deal Name",
    "Repurchase Make Whole Proceeds Flag",
    "Alternative Delinquency Resolution",
    "Alternative Delinquency Resolution Count",
    "Total Deferral Amount",
    "Payment Deferral Modification Event Indicator",
    "Interest Bearing UPB",
    "Classic FICO at Origination",
    "Classic FICO at Issuance",
    "Classic FICO Current",
)

FANNIE_MAE = FileLayout(
    name="fannie-mae",
    title="Fannie Mae single-family loan performance",
    source="Fannie Mae, Single-Family Loan Performance Dataset, glossary and file layout",
    shape=Shape.POSITIONS,
    delimiters=("|",),
    widths=(108, 110, 113),
    marks=((2, r"[0-9]{6,12}"), (3, r"(0[1-9]|1[0-2])(19|20)[0-9]{2}")),
    columns=_TERMS + _PERFORMANCE + _UNREAD_TAIL,
    months_behind=_MONTHS_BEHIND,
    masks_balances=True,
)
"""The file as published, without a line of names."""
