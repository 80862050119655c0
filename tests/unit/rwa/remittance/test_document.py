from dataclasses import replace

import pytest

from rwa.core.dates import Period
from rwa.core.ids import PoolId, Sha256
from rwa.remittance.document import (
    HASH_FIELDS,
    NotAHash,
    ReasonMismatch,
    RemittanceDocument,
    SplitMismatch,
)


@pytest.mark.parametrize(
    ("field", "value"), [("pool_id", PoolId("POOL-2")), ("period", Period(2027, 4))]
)
def test_document__rows_of_another_month__refused_with_both(
    document: RemittanceDocument, field: str, value: object
) -> None:
    other = replace(document.distributions, **{field: value})

    with pytest.raises(SplitMismatch) as caught:
        replace(document, distributions=other)

    assert (caught.value.field, caught.value.distributions) == (field, value)


@pytest.mark.parametrize("field", HASH_FIELDS)
@pytest.mark.parametrize("value", ["", "1" * 63, "A" * 64, "0x" + "1" * 62])
def test_document__no_hash__refused_by_field(
    document: RemittanceDocument, field: str, value: str
) -> None:
    with pytest.raises(NotAHash) as caught:
        replace(document, **{field: Sha256(value)})

    assert (caught.value.field, caught.value.value) == (field, value)


@pytest.mark.parametrize(("revision", "reason"), [(0, "late payoff"), (1, None), (2, "")])
def test_document__reason_without_correction_or_the_reverse__refused(
    document: RemittanceDocument, revision: int, reason: str | None
) -> None:
    with pytest.raises(ReasonMismatch) as caught:
        replace(document, remittance=replace(document.remittance, revision=revision), reason=reason)

    assert (caught.value.revision, caught.value.reason) == (revision, reason)


def test_document__correction_with_its_reason__kept(document: RemittanceDocument) -> None:
    revised = replace(
        document, remittance=replace(document.remittance, revision=1), reason="late payoff"
    )

    assert revised.reason == "late payoff"
