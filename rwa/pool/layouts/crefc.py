"""CREFC's loan periodic update file: commercial mortgages, one line a loan and month.

Follows CRE Finance Council, *Investor Reporting Package*, version 8, loan periodic update file, fields
L1 to L49. Later fields are not read, so that any number of them may follow. Dates are YYYYMMDD, rates
fractions. The month is that of the distribution date.

Source: docs/reference/sources.md#crefc-loan-periodic-update
"""

from rwa.pool.layouts.cells import CellKind
from rwa.pool.layouts.codes import COMMERCIAL_MONTHS_BEHIND, COMMERCIAL_STATUSES
from rwa.pool.layouts.layout import FileLayout, LayoutColumn, Shape, unread


def _day(source: str, target: str, meaning: str, *, is_required: bool = False) -> LayoutColumn:
    return LayoutColumn(source, target, CellKind.DATE_COMPACT, meaning, is_required=is_required)


def _dollars(source: str, target: str, meaning: str, *, is_required: bool = False) -> LayoutColumn:
    return LayoutColumn(source, target, CellKind.DOLLARS, meaning, is_required=is_required)


LOAN_PERIODIC = FileLayout(
    name="crefc-periodic",
    title="CREFC loan periodic update file",
    source="CRE Finance Council, Investor Reporting Package, version 8, fields L1 to L49",
    shape=Shape.POSITIONS,
    delimiters=(",", "|"),
    is_quoted=True,
    widths=range(49, 201),
    marks=((3, r".+"), (5, r"(19|20)[0-9]{6}"), (6, r"-?[0-9]*\.?[0-9]+")),
    months_behind=COMMERCIAL_MONTHS_BEHIND,
    columns=(
        *unread("L1 Transaction ID", "L2 Group ID"),
        LayoutColumn(
            "L3 Loan ID", "loan_id", CellKind.TEXT, "Servicer's number.", is_required=True
        ),
        *unread("L4 Prospectus Loan ID"),
        _day("L5 Distribution Date", "reporting_period", "Day of payment.", is_required=True),
        _dollars(
            "L6 Current Beginning Scheduled Balance",
            "scheduled_balance_begin_cents",
            "Scheduled balance before the period.",
            is_required=True,
        ),
        _dollars(
            "L7 Current Ending Scheduled Balance",
            "scheduled_balance_end_cents",
            "Scheduled balance after the period.",
            is_required=True,
        ),
        _day("L8 Paid Through Date", "paid_through_date", "Paid through this due date."),
        *unread("L9 Current Index Rate"),
        LayoutColumn(
            "L10 Current Note Rate",
            "note_rate_ppb",
            CellKind.FRACTION,
            "Rate of the period's interest.",
        ),
        _day("L11 Maturity Date", "maturity_date", "Day of the last payment."),
        LayoutColumn(
            "L12 Servicer and Trustee Fee Rate",
            "fee_rate_ppb",
            CellKind.FRACTION,
            "Sum of the rates of servicers' and trustee's fees, without L13 to L17.",
        ),
        *unread(
            "L13 Fee Rate/Strip Rate 1",
            "L14 Fee Rate/Strip Rate 2",
            "L15 Fee Rate/Strip Rate 3",
            "L16 Fee Rate/Strip Rate 4",
            "L17 Fee Rate/Strip Rate 5",
            "L18 Net Rate",
            "L19 Next Index Rate",
            "L20 Next Note Rate",
            "L21 Next Rate Adjustment Date",
            "L22 Next Payment Adjustment Date",
        ),
        _dollars(
            "L23 Scheduled Interest Amount",
            "scheduled_interest_cents",
            "Interest due in the period.",
        ),
        _dollars(
            "L24 Scheduled Principal Amount",
            "scheduled_principal_cents",
            "Principal due in the period.",
        ),
        _dollars("L25 Total Scheduled P&I Due", "scheduled_payment_cents", "Sum of L23 and L24."),
        *unread("L26 Negative Amortization/Deferred Interest"),
        _dollars(
            "L27 Unscheduled Principal Collections",
            "unscheduled_principal_cents",
            "Principal received beyond the schedule.",
        ),
        _dollars(
            "L28 Other Principal Adjustments",
            "other_principal_adjustment_cents",
            "Other decrease of the balance; negative for an increase.",
        ),
        _day("L29 Liquidation/Prepayment Date", "liquidation_date", "Its day."),
        _dollars(
            "L30 Prepayment Premium/Yield Maintenance Received",
            "prepayment_premium_cents",
            "Premium or yield maintenance received.",
        ),
        *unread("L31 Prepayment Interest Excess (Shortfall)"),
        LayoutColumn(
            "L32 Liquidation/Prepayment Code",
            "liquidation_code",
            CellKind.TEXT,
            "Kind of prepayment or liquidation.",
        ),
        *unread("L33 Most Recent Net ASER Amount", "L34 not used", "L35 Cumulative ASER Amount"),
        _dollars("L36 Actual Balance", "actual_balance_end_cents", "What is owed."),
        _dollars(
            "L37 Total P&I Advance Outstanding",
            "principal_interest_advances_cents",
            "Principal and interest advanced and not recovered.",
        ),
        _dollars(
            "L38 Total T&I Advance Outstanding",
            "tax_insurance_advances_cents",
            "Taxes and insurance advanced and not recovered.",
        ),
        _dollars(
            "L39 Other Expense Advance Outstanding",
            "other_advances_cents",
            "Other expenses advanced and not recovered.",
        ),
        LayoutColumn(
            "L40 Payment Status of Loan",
            "payment_status",
            CellKind.CODE,
            "Payment status.",
            codes=COMMERCIAL_STATUSES,
        ),
        *unread(
            "L41 In Bankruptcy",
            "L42 Foreclosure Date",
            "L43 REO Date",
            "L44 Bankruptcy Date",
        ),
        _dollars(
            "L45 Net Proceeds Received on Liquidation",
            "net_sale_proceeds_cents",
            "Net proceeds of the liquidation.",
        ),
        _dollars("L46 Liquidation Expense", "expenses_cents", "Expenses of the liquidation."),
        _dollars(
            "L47 Realized Loss to Trust", "realized_loss_cents", "Loss of the trust's principal."
        ),
        _day("L48 Date of Last Modification", "modification_date", "Its day."),
        LayoutColumn(
            "L49 Modification Code", "modification_code", CellKind.TEXT, "What was modified."
        ),
    ),
)
"""The file as trustees publish it, separated by commas or bars, without a line of names."""
