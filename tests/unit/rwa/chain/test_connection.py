from pathlib import Path

import pytest

from rwa.chain.connection import ChainTargetUnknown, open_chain, require_chain
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import ChainFileUnreadable, ChainUnreachable, WrongChain


def test_open_chain__file__the_chain_in_it(tmp_path: Path, genesis: Genesis) -> None:
    created = EmbeddedChain.create_file(tmp_path / "chain", genesis)
    created.close()
    chain = open_chain(f"file:{tmp_path / 'chain'}")
    assert chain.identity == created.identity
    assert chain.identity.place == str(tmp_path / "chain")
    chain.close()


def test_open_chain__reader__beside_the_writer(tmp_path: Path, genesis: Genesis) -> None:
    writer = EmbeddedChain.create_file(tmp_path / "chain", genesis)
    reader = open_chain(f"file:{tmp_path / 'chain'}", read_only=True)
    writer.advance_to(writer.head().timestamp + 1)
    assert reader.head() == writer.head()
    reader.close()
    writer.close()


def test_open_chain__missing_file__unreadable(tmp_path: Path) -> None:
    with pytest.raises(ChainFileUnreadable):
        open_chain(f"file:{tmp_path / 'chain'}")


def test_open_chain__nobody_listens__unreachable_with_the_place() -> None:
    with pytest.raises(ChainUnreachable) as caught:
        open_chain("http://127.0.0.1:9")
    assert caught.value.place == "http://127.0.0.1:9"
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("target", ["", "memory", "chain.db", "ftp://host", "127.0.0.1:8545"])
def test_open_chain__neither_file_nor_url__unknown(target: str) -> None:
    with pytest.raises(ChainTargetUnknown) as caught:
        open_chain(target)
    assert caught.value.target == target
    assert caught.value.exit_code == 2


def test_require_chain__the_right_one__passes(chain: EmbeddedChain) -> None:
    require_chain(chain, chain_id=31_337, genesis_hash=chain.identity.genesis_hash)
    require_chain(chain)


def test_require_chain__other_chain_id__both_sides(chain: EmbeddedChain) -> None:
    with pytest.raises(WrongChain) as caught:
        require_chain(chain, chain_id=1)
    assert (caught.value.field, caught.value.expected, caught.value.actual) == (
        "chain id",
        1,
        31_337,
    )
    assert caught.value.exit_code == 3


def test_require_chain__other_genesis__both_sides(chain: EmbeddedChain) -> None:
    with pytest.raises(WrongChain) as caught:
        require_chain(chain, genesis_hash=bytes(32))
    assert caught.value.field == "genesis hash"
    assert caught.value.expected == "0x" + "00" * 32
    assert caught.value.actual == "0x" + chain.identity.genesis_hash.hex()
