"""Every input falsified once: exactly the lines that are about it fail."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from oracle.verification.verdict import Verification
from rwa.chain.abi import load_interface
from rwa.chain.accounts import GROUP_ORDER, Signature, demo_account
from rwa.chain.contract_events import (
    DebtChanged,
    DistributionFunded,
    HolderSettled,
    NodeSetChanged,
    PaymentHeld,
    RemittanceAccepted,
    RestatementOpened,
    Transfer,
)
from rwa.chain.deployment import TrancheContracts
from rwa.chain.event_log import ContractEvent, decode_log
from rwa.chain.hashing import keccak
from rwa.chain.protocol import MinedTransaction, RawLog, Receipt
from rwa.chain.report import Envelope, envelope_message, pack_signatures
from rwa.core.ids import Sha256
from rwa.core.money import Cents
from rwa.deal.terms import PrincipalRule
from rwa.pool.programme import programme_named
from rwa.remittance.canonical import document_sha256

Names = Callable[[Verification], set[str]]
ACCEPT = load_interface("RemittanceOracle").function("accept")
SIGNATURE_BYTES = 65


# --- files -----------------------------------------------------------------------------------


def name_of(looking: Any, period: int, file: str) -> Sha256:
    """Name of a month's file."""
    document = looking.world.months[period].document
    names = {
        "document": document_sha256(document),
        "prior tape": document.prior_tape_sha256,
        "activity": document.activity_sha256,
        "tape": document.tape_sha256,
    }
    return names[file]


@pytest.mark.parametrize("file", ["document", "prior tape", "activity", "tape"])
@pytest.mark.parametrize("change", ["one byte", "a digit", "cut short", "withheld"])
def test_file__not_what_its_name_says__its_line_alone_fails(
    of_three: Any, failed: Names, file: str, change: str
) -> None:
    name = name_of(of_three, 2, file)
    content = of_three.files.contents.pop(name)
    if change == "one byte":
        of_three.files.contents[name] = bytes([content[0] ^ 1]) + content[1:]
    elif change == "a digit":
        at = content.rindex(b"1")
        of_three.files.contents[name] = content[:at] + b"2" + content[at + 1 :]
    elif change == "cut short":
        of_three.files.contents[name] = content[: len(content) // 2]

    assert failed(of_three.verify(2)) == {f"files: {file}"}


def test_document_of_the_month_before__withheld__the_split_is_not_checked(
    of_three: Any, failed: Names, not_checked: Names
) -> None:
    del of_three.files.contents[name_of(of_three, 1, "document")]

    found = of_three.verify(2)

    assert failed(found) == {"files: prior document"}
    assert {"identity: chain", "recomputed: classes"} <= not_checked(found)


def test_salt__of_another_pool__the_root_fails(of_three: Any, failed: Names) -> None:
    assert failed(of_three.verify(1, salt=b"\x5b" * 32)) == {"files: tape root"}


def test_issue_tape__another_than_published__the_first_month_fails(
    of_three: Any, failed: Names
) -> None:
    subject = replace(of_three.subject, issue_tape_sha256=Sha256("0" * 64))

    assert failed(of_three.verify(1, subject=subject)) == {"files: prior tape"}


def test_deal__another_than_the_pools__the_classes_fail(of_three: Any, failed: Names) -> None:
    deal = replace(of_three.subject.deal, principal_rule=PrincipalRule.PRO_RATA)

    assert failed(of_three.verify(1, subject=replace(of_three.subject, deal=deal))) == {
        "recomputed: classes"
    }


def test_pool__another_size_at_issue__the_issue_fails(of_three: Any, failed: Names) -> None:
    pool = of_three.subject.pool
    other = replace(pool, original_balance_cents=pool.original_balance_cents + Cents(1))

    found = failed(of_three.verify(2, subject=replace(of_three.subject, pool=other)))

    assert "report: issue" in found


def test_pool__of_another_programme__its_calendar_fails(of_three: Any, failed: Names) -> None:
    other = replace(of_three.subject.pool, programme=programme_named("ginnie_i"))

    found = failed(of_three.verify(2, subject=replace(of_three.subject, pool=other)))

    assert "report: month" in found


# --- where it is -----------------------------------------------------------------------------


def test_chain__another_genesis__its_line_fails(of_three: Any, failed: Names) -> None:
    deployment = replace(of_three.subject.deployment, genesis_hash="0x" + "00" * 32)
    subject = replace(of_three.subject, deployment=deployment)

    assert failed(of_three.verify(1, subject=subject)) == {"chain: identity"}


def test_contracts__ledgers_of_two_classes_exchanged__wiring_and_money_fail(
    of_three: Any, failed: Names
) -> None:
    deployment = of_three.subject.deployment
    a, b = deployment.tranches
    swapped = (
        TrancheContracts(a.name, a.certificate, b.ledger),
        TrancheContracts(b.name, b.certificate, a.ledger),
    )
    subject = replace(of_three.subject, deployment=replace(deployment, tranches=swapped))

    found = failed(of_three.verify(1, subject=subject))

    assert {"chain: wiring", "class A: funded", "class B: funded"} <= found


def test_contracts__another_contract_at_an_address__its_line_fails(
    of_three: Any, failed: Names
) -> None:
    class OtherCode:
        """A node that shows the code of another contract at the calendar's address."""

        def __getattr__(self, name: str) -> Any:
            return getattr(of_three.world.chain, name)

        def code(self, address: str) -> bytes:
            calendar = of_three.subject.deployment.calendar
            return b"\xfe" if address == calendar else of_three.world.chain.code(address)

    assert failed(of_three.verify(1, chain=OtherCode())) == {"chain: contracts"}


def test_block__replaced_while_it_was_read__its_line_fails(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    chain = of_three.world.chain
    node = lying_node(chain, replaced_blocks={chain.head().number})

    assert failed(of_three.verify(1, chain=node)) == {"chain: block"}


# --- events left out -------------------------------------------------------------------------


def of_period(kind: type[Any], period: int) -> Callable[[ContractEvent], bool]:
    return lambda event: isinstance(event, kind) and event.period == period


def first_of(kind: type[Any], **fields: Any) -> Callable[[ContractEvent], bool]:
    """The first event of a kind with these fields."""
    seen: list[tuple[int, int]] = []

    def is_first(event: ContractEvent) -> bool:
        if not isinstance(event, kind):
            return False
        if any(getattr(event, name) != value for name, value in fields.items()):
            return False
        place = (event.block_number, event.log_index)
        if not seen:
            seen.append(place)
        return seen[0] == place

    return is_first


@pytest.mark.parametrize(
    ("period", "dropped", "expected"),
    [
        (1, of_period(RemittanceAccepted, 1), {"report: in force"}),
        (3, of_period(RemittanceAccepted, 1), {"report: previous reports"}),
        (1, of_period(RemittanceAccepted, 3), {"report: previous reports"}),
        (
            2,
            of_period(RemittanceAccepted, 1),
            {"report: previous reports", "files: prior document"},
        ),
        (1, first_of(NodeSetChanged), {"signatures: node set"}),
        (1, first_of(HolderSettled), {"class A: credited", "class A: total"}),
        (2, first_of(PaymentHeld), {"class A: held", "class A: total"}),
    ],
)
def test_event__left_out_by_the_node__is_noticed(
    of_three: Any,
    failed: Names,
    lying_node: Any,
    period: int,
    dropped: Callable[[ContractEvent], bool],
    expected: set[str],
) -> None:
    node = lying_node(of_three.world.chain, drops=dropped)

    assert failed(of_three.verify(period, chain=node)) == expected


def test_transfer_of_certificates__left_out__balances_and_what_they_earn_fail(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    """Holder a's sale to b, before the first record time."""
    world = of_three.world
    sale = first_of(Transfer, from_=world.holders[0], to=world.holders[1])
    node = lying_node(world.chain, drops=sale)

    found = failed(of_three.verify(1, chain=node))

    assert found == {"class A: record", "class A: credited", "class A: total"}


def test_holder__whose_only_purchase_is_left_out__is_no_holder(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    bought = first_of(Transfer, to=of_three.world.holders[4])
    node = lying_node(of_three.world.chain, drops=bought)

    found = of_three.verify(1, chain=node)

    assert {"class A: record", "class A: credited", "class A: total"} == failed(found)
    credited = next(line for line in found.lines if line.name == "class A: credited")
    assert credited.found == of_three.world.holders[4]


def test_funding__left_out__the_ledgers_history_fails(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    node = lying_node(of_three.world.chain, drops=first_of(DistributionFunded, period=3))

    found = failed(of_three.verify(1, chain=node))

    assert found == {"class A: ledger history", "class A: total"}


def test_funding__its_amount_altered__its_running_sum_gives_it_away(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    """The second month's interest one unit higher; the first word of the data is the interest."""

    def altered(log: RawLog) -> RawLog:
        event = decode_log(log)
        if not isinstance(event, DistributionFunded) or event.period != 2:
            return log
        return replace(log, data=(event.interest_units + 1).to_bytes(32, "big") + log.data[32:])

    found = failed(of_three.verify(1, chain=lying_node(of_three.world.chain, alters_log=altered)))

    assert {"class A: ledger history", "class B: ledger history"} <= found


# --- the report and its signatures -----------------------------------------------------------


def altered_report(log: RawLog) -> RawLog:
    """One cent more at the end of the second month."""
    event = decode_log(log)
    if not isinstance(event, RemittanceAccepted) or event.period != 2:
        return log
    content = event.content
    right = content.balance_end_cents.to_bytes(32, "big")
    return replace(
        log, data=log.data.replace(right, (content.balance_end_cents + 1).to_bytes(32, "big"), 1)
    )


def test_report__a_figure_of_its_event_altered__hash_and_figures_fail(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    node = lying_node(of_three.world.chain, alters_log=altered_report)

    assert failed(of_three.verify(2, chain=node)) == {
        "report: content hash",
        "report: stored figures",
        "report: previous reports",
        "files: figures",
    }


@pytest.mark.parametrize("field", ["interest_cents", "principal_cents", "end_cents"])
def test_report__a_figure_of_a_class_altered__the_stored_figures_fail(
    of_three: Any, failed: Names, lying_node: Any, field: str
) -> None:
    def altered(log: RawLog) -> RawLog:
        event = decode_log(log)
        if not isinstance(event, RemittanceAccepted) or event.period != 2:
            return log
        right = getattr(event.content.class_rows[0], field)
        at = log.data.rindex(right.to_bytes(32, "big"))
        other = (right + 1).to_bytes(32, "big")
        return replace(log, data=log.data[:at] + other + log.data[at + 32 :])

    found = of_three.verify(2, chain=lying_node(of_three.world.chain, alters_log=altered))

    assert {"report: stored figures", "report: content hash"} <= failed(found)
    stored = next(line for line in found.lines if line.name == "report: stored figures")
    assert stored.expected.startswith(f"class A {field.removesuffix('_cents')} ")


Resign = Callable[[Envelope, bytes, Any], tuple[Any, ...]]


def with_arguments(world: Any, change: Resign) -> Callable[[MinedTransaction], MinedTransaction]:
    """The accepting call with other arguments."""

    def alter(found: MinedTransaction) -> MinedTransaction:
        if found.to != world.oracle.address or found.data[:4] != ACCEPT.selector:
            return found
        content, envelope, signatures = ACCEPT.inputs.decode(found.data[4:], what="call")
        altered = change(Envelope.from_abi(envelope), signatures, content)
        return replace(found, data=ACCEPT.encode(*altered))

    return alter


def plain(envelope: Envelope) -> tuple[bytes, bytes, int]:
    return envelope.content_hash, envelope.node_set_digest, envelope.valid_until


def one_missing(envelope: Envelope, signatures: bytes, content: Any) -> tuple[Any, ...]:
    return content, plain(envelope), signatures[: 2 * SIGNATURE_BYTES]


def one_twice(envelope: Envelope, signatures: bytes, content: Any) -> tuple[Any, ...]:
    first = signatures[:SIGNATURE_BYTES]
    return content, plain(envelope), first + first + signatures[2 * SIGNATURE_BYTES :]


def exchanged(envelope: Envelope, signatures: bytes, content: Any) -> tuple[Any, ...]:
    first, second = signatures[:SIGNATURE_BYTES], signatures[SIGNATURE_BYTES : 2 * SIGNATURE_BYTES]
    return content, plain(envelope), second + first + signatures[2 * SIGNATURE_BYTES :]


def in_the_other_form(envelope: Envelope, signatures: bytes, content: Any) -> tuple[Any, ...]:
    """The malleable twin of the first signature, with s in the upper half."""
    first = Signature.from_bytes(signatures[:SIGNATURE_BYTES])
    twin = Signature(first.r, GROUP_ORDER - first.s, 1 - first.y_parity)
    return content, plain(envelope), twin.to_bytes() + signatures[SIGNATURE_BYTES:]


def no_signature_at_all(envelope: Envelope, signatures: bytes, content: Any) -> tuple[Any, ...]:
    return content, plain(envelope), bytes(len(signatures))


def longer_valid(envelope: Envelope, signatures: bytes, content: Any) -> tuple[Any, ...]:
    longer = replace(envelope, valid_until=envelope.valid_until + 1)
    return content, plain(longer), signatures


@pytest.mark.parametrize(
    "change",
    [one_missing, one_twice, exchanged, in_the_other_form, no_signature_at_all, longer_valid],
)
def test_signatures__not_those_of_a_quorum__the_quorum_fails(
    of_three: Any, failed: Names, lying_node: Any, change: Resign
) -> None:
    if change is one_missing:
        assert of_three.world.oracle.threshold() == 3
    node = lying_node(
        of_three.world.chain, alters_transaction=with_arguments(of_three.world, change)
    )

    assert failed(of_three.verify(1, chain=node)) == {"signatures: quorum"}


def test_signatures__of_another_set_of_nodes__the_quorum_fails(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    world = of_three.world
    strangers = sorted(
        (demo_account("strangers", str(number)) for number in range(4)),
        key=lambda one: one.address.lower(),
    )

    def signed_by_strangers(
        envelope: Envelope, _signatures: bytes, content: Any
    ) -> tuple[Any, ...]:
        chain_id = world.chain.identity.chain_id
        message = envelope_message(envelope, chain_id=chain_id, oracle=world.oracle.address)
        signatures = b"".join(one.sign(message).to_bytes() for one in strangers)
        return content, plain(envelope), signatures

    node = lying_node(world.chain, alters_transaction=with_arguments(world, signed_by_strangers))

    assert failed(of_three.verify(1, chain=node)) == {"signatures: quorum"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"node_set_digest": keccak(b"an earlier set")}, "signed for node set"),
        ({"valid_until": 1_800_000_000}, "its last second"),
    ],
)
def test_signatures__of_the_nodes_under_another_envelope__the_quorum_fails(
    of_three: Any, lying_node: Any, failed: Names, change: dict[str, Any], said: str
) -> None:
    world = of_three.world
    nodes = [world.people[f"node-{number}"] for number in range(1, 5)]

    def signed_again(envelope: Envelope, _signatures: bytes, content: Any) -> tuple[Any, ...]:
        other, chain_id = replace(envelope, **change), world.chain.identity.chain_id
        message = envelope_message(other, chain_id=chain_id, oracle=world.oracle.address)
        packed = pack_signatures({node.address: node.sign(message) for node in nodes})
        return content, plain(other), packed

    node = lying_node(world.chain, alters_transaction=with_arguments(world, signed_again))

    found = of_three.verify(3, chain=node)

    assert failed(found) == {"signatures: quorum"}
    quorum = next(line for line in found.lines if line.name == "signatures: quorum")
    assert said in quorum.found


def test_call__with_another_report__the_digest_fails(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    def other_root(envelope: Envelope, signatures: bytes, content: Any) -> tuple[Any, ...]:
        return (*content[:6], keccak(b"other"), *content[7:]), plain(envelope), signatures

    node = lying_node(
        of_three.world.chain, alters_transaction=with_arguments(of_three.world, other_root)
    )

    assert failed(of_three.verify(1, chain=node)) == {"signatures: digest"}


@pytest.mark.parametrize(
    ("alter", "is_refuted"),
    [
        (lambda _: None, True),
        (lambda found: replace(found, data=b"\x12\x34\x56\x78"), True),
        (lambda found: replace(found, data=found.data[:100]), True),
        (lambda found: replace(found, to=found.sender), False),
    ],
)
def test_call__cannot_be_read__the_quorum_is_never_proved(
    of_three: Any,
    failed: Names,
    not_checked: Names,
    lying_node: Any,
    alter: Callable[[MinedTransaction], MinedTransaction | None],
    is_refuted: bool,
) -> None:
    found = of_three.verify(1, chain=lying_node(of_three.world.chain, alters_transaction=alter))

    assert failed(found) == ({"signatures: digest"} if is_refuted else set())
    assert "signatures: quorum" in not_checked(found)


# --- cash ------------------------------------------------------------------------------------


def moving_less(receipt: Receipt) -> Receipt:
    """A receipt whose transfers each moved a unit less."""
    logs = tuple(
        replace(log, data=(int.from_bytes(log.data, "big") - 1).to_bytes(32, "big"))
        if isinstance(decode_log(log), Transfer)
        else log
        for log in receipt.logs
    )
    return replace(receipt, logs=logs)


def test_cash__moved_otherwise_than_ledgers_say__both_ways_fail(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    node = lying_node(of_three.world.chain, alters_receipt=moving_less)

    assert failed(of_three.verify(1, chain=node)) == {
        f"class {name}: {check}" for name in "AB" for check in ("cash in", "payments")
    }


def test_cash__receipts_withheld__nothing_came_in(
    of_three: Any, failed: Names, lying_node: Any
) -> None:
    node = lying_node(of_three.world.chain, alters_receipt=lambda _: None)

    found = failed(of_three.verify(1, chain=node))

    assert {"class A: cash in", "class B: cash in"} <= found


def test_cash__gone_from_the_ledger__solvency_fails(of_three: Any, failed: Names) -> None:
    class ShortOfCash:
        """A node that answers every balance of cash with one unit."""

        def __getattr__(self, name: str) -> Any:
            return getattr(of_three.world.chain, name)

        def calls(self, calls: Any, *, block: int | None = None) -> tuple[bytes, ...]:
            answers = of_three.world.chain.calls(calls, block=block)
            cash = of_three.subject.deployment.cash
            return tuple(
                (1).to_bytes(32, "big") if call.to == cash else answer
                for call, answer in zip(calls, answers, strict=True)
            )

    assert failed(of_three.verify(1, chain=ShortOfCash())) == {
        "class A: solvency",
        "class B: solvency",
    }


def test_restatement__its_events_left_out__contract_and_events_disagree(
    three_months: Any,
    onlooker: Any,
    failed: Names,
    lying_node: Any,
    without_an_extra_payment: Callable[..., Any],
) -> None:
    world = three_months.fork()
    revised = world.package(1, without_an_extra_payment(world.months[1].activity), revision=1)
    looking = onlooker(world)
    world.report(revised)
    looking.publish(revised)
    world.adjust(1)
    node = lying_node(
        world.chain, drops=lambda event: isinstance(event, RestatementOpened | DebtChanged)
    )

    assert failed(looking.verify(1, chain=node)) == {"report: restatement"}
