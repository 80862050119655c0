from rwa.chain.transactions import send
from rwa.cli import month as months
from rwa.cli.funding import fund_corrections, fund_months, received_in
from rwa.cli.operations import Operations
from rwa.core.money import total


def report_next(operations: Operations) -> None:
    months.report_next(operations, months.simulate(operations, operations.months.last + 1))


def servicer_cash(operations: Operations) -> int:
    return operations.cash.balance_of(operations.actors.addresses["servicer"])


def kept_by_servicer(operations: Operations) -> int:
    """Fees and what roundings left, by the documents."""
    documents = [operations.months.document(period) for period in operations.months.reports]
    return total(
        document.remittance.servicing_fee_cents
        + document.remittance.guaranty_fee_cents
        + document.distributions.leftover_cents
        for document in documents
    ).units


def test_fund_months__several_accepted__funds_each_once_in_order(operations: Operations) -> None:
    report_next(operations)
    report_next(operations)

    assert fund_months(operations) == (1, 2)
    assert fund_months(operations) == ()
    assert operations.ledgers[0].last_funded() == 2
    assert servicer_cash(operations) == kept_by_servicer(operations)


def test_fund_months__borrowers_cash_came_in_before_a_cut__is_not_brought_in_again(
    operations: Operations,
) -> None:
    report_next(operations)
    cash = received_in(operations.months.document(1)).units
    servicer = operations.actors.addresses["servicer"]
    send(operations.chain, operations.actors["admin"], operations.cash.mint(servicer, cash))

    fund_months(operations)

    assert operations.cash.total_supply() == cash
    assert servicer_cash(operations) == kept_by_servicer(operations)


def test_fund_months__one_class_funded_before_a_cut__funds_the_other(
    two_classes: Operations,
) -> None:
    report_next(two_classes)
    cash = received_in(two_classes.months.document(1)).units
    servicer = two_classes.actors["servicer"]
    mint = two_classes.cash.mint(servicer.address, cash)
    send(two_classes.chain, two_classes.actors["admin"], mint)
    send(two_classes.chain, servicer, two_classes.ledgers[0].post_and_fund(1))

    assert fund_months(two_classes) == (1,)
    assert [ledger.last_funded() for ledger in two_classes.ledgers] == [1, 1]
    assert two_classes.cash.total_supply() == cash
    assert servicer_cash(two_classes) == kept_by_servicer(two_classes)


def test_fund_months__the_servicer_is_out_of_cash__puts_in_what_is_needed(
    operations: Operations,
) -> None:
    report_next(operations)
    cash = received_in(operations.months.document(1)).units
    elsewhere = operations.actors.addresses["issuer"]
    send(operations.chain, operations.actors["admin"], operations.cash.mint(elsewhere, cash))

    fund_months(operations)

    assert operations.ledgers[0].totals().funded > 0
    assert servicer_cash(operations) == 0


def test_fund_corrections__nothing_was_corrected__does_nothing(operations: Operations) -> None:
    months.run(operations, pay=True)
    head = operations.chain.head()

    assert fund_corrections(operations, (1,)) == ()
    assert operations.chain.head() == head
