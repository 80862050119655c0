from collections.abc import Callable
from dataclasses import replace

import pytest

from oracle.content import report_content
from oracle.evidence import (
    EvidenceForged,
    EvidenceOfOneContent,
    EvidenceOfTwoNodes,
    EvidenceOfTwoReports,
    equivocation_in,
)
from oracle.package import MonthPackage, ReportTarget, SignedReport
from rwa.chain.accounts import LocalAccount
from rwa.chain.report import Content, Envelope, envelope_message, hash_content
from rwa.core.ids import Address

Sign = Callable[..., SignedReport]
OTHER_ORACLE = Address("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")


@pytest.fixture
def content(first_month: MonthPackage) -> Content:
    return report_content(
        first_month.document, tape_root=b"\x11" * 32, previous_report_hash=bytes(32)
    )


@pytest.fixture
def sign(target: ReportTarget, node_keys: tuple[LocalAccount, ...]) -> Sign:
    def by_node(
        content: Content, *, node: int = 0, oracle: Address = target.oracle, digest: int = 7
    ) -> SignedReport:
        key = node_keys[node]
        envelope = Envelope(hash_content(content), bytes([digest]) * 32, target.valid_until)
        message = envelope_message(envelope, chain_id=target.chain_id, oracle=oracle)
        return SignedReport(key.address, content, envelope, key.sign(message))

    return by_node


def found_in(first: SignedReport, second: SignedReport, target: ReportTarget) -> object:
    return equivocation_in(first, second, chain_id=target.chain_id, oracle=target.oracle)


def test_equivocation_in__two_contents_of_one_key__names_the_node(
    content: Content, sign: Sign, target: ReportTarget
) -> None:
    first = sign(content)
    # Signed for another node set: the contract counts it all the same.
    second = sign(replace(content, tape_root=b"\x22" * 32), digest=9)

    found = equivocation_in(first, second, chain_id=target.chain_id, oracle=target.oracle)

    assert found.node == first.node
    assert (found.key.period_index, found.key.revision) == (1, 0)
    assert found.first.signature_ == first.signature.to_bytes()
    assert found.second.node_set_digest == bytes([9]) * 32


def test_equivocation_in__same_content_signed_again__is_none(
    content: Content, sign: Sign, target: ReportTarget
) -> None:
    with pytest.raises(EvidenceOfOneContent):
        found_in(sign(content), sign(content, digest=9), target)


@pytest.mark.parametrize(
    "change", [{"revision": 1}, {"period_index": 2}, {"period": 202_702}, {"pool": b"P".ljust(32)}]
)
def test_equivocation_in__another_report__is_none(
    content: Content, sign: Sign, target: ReportTarget, change: dict[str, object]
) -> None:
    with pytest.raises(EvidenceOfTwoReports):
        found_in(sign(content), sign(replace(content, **change)), target)


def test_equivocation_in__two_nodes__is_none(
    content: Content, sign: Sign, target: ReportTarget
) -> None:
    with pytest.raises(EvidenceOfTwoNodes):
        found_in(sign(content), sign(replace(content, as_of=1), node=1), target)


def test_equivocation_in__signature_of_another_place_or_content__is_forged(
    content: Content, sign: Sign, target: ReportTarget
) -> None:
    other = replace(content, tape_root=b"\x22" * 32)
    elsewhere = sign(other, oracle=OTHER_ORACLE)
    altered = replace(sign(content), content=other)
    claimed = replace(sign(other), node=sign(content, node=1).node)

    for second in (elsewhere, altered, claimed):
        with pytest.raises(EvidenceForged) as caught:
            found_in(sign(content), second, target)
        assert caught.value.claimed == second.node
        assert caught.value.recovered != second.node
