from dataclasses import replace

import pytest

from rwa.chain.artifacts import ArtifactMissing, artifact_names, load_artifact
from rwa.chain.cash_token import TestDollar


def test_artifact_names__packaged__hold_the_deals_contracts() -> None:
    names = artifact_names()
    assert {"HolderRegistry", "TestDollar", "TimelockController", "TransferRules"} <= set(names)
    assert list(names) == sorted(names)
    for name in names:
        artifact = load_artifact(name)
        assert artifact.name == name
        assert artifact.runtime_code
        assert len(artifact.runtime_code) <= 24_576


def test_load_artifact__unknown__refused_with_the_remedy() -> None:
    with pytest.raises(ArtifactMissing, match="make contracts"):
        load_artifact("Nothing")


def test_is_code__deployed_contract__itself_and_no_other(dollar: TestDollar) -> None:
    code = dollar.chain.code(dollar.address)
    assert load_artifact("TestDollar").immutable_spans
    assert load_artifact("TestDollar").is_code(code)
    assert not load_artifact("HolderRegistry").is_code(code)
    assert not load_artifact("TestDollar").is_code(b"")


def test_is_code__one_byte_changed__differs(dollar: TestDollar) -> None:
    artifact = load_artifact("TestDollar")
    code = bytearray(dollar.chain.code(dollar.address))
    code[0] ^= 1
    assert not artifact.is_code(bytes(code))
    strict = replace(artifact, immutable_spans=())
    assert not strict.is_code(dollar.chain.code(dollar.address))
