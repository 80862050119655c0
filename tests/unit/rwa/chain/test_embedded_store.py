import sqlite3
from pathlib import Path

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.embedded_store import FileStore, MemoryStore
from rwa.chain.errors import ChainFileBusy, ChainFileUnreadable, TransactionRefused
from rwa.chain.hashing import ZERO_ADDRESS, keccak
from rwa.chain.transactions import ContractCall, send

KEY = keccak(b"key")


def gift(value_wei: int = 1) -> ContractCall:
    return ContractCall(to=ZERO_ADDRESS, data=b"", label="gift", value_wei=value_wei)


def test_commit__written__another_opening_reads_it(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "chain", read_only=False)
    store[KEY] = b"value"
    store[b"head"] = b"1"
    store.commit()
    del store[b"head"]
    store.commit()
    store.close()
    reader = FileStore(tmp_path / "chain", read_only=True)
    assert reader[KEY] == b"value"
    assert b"head" not in reader
    assert reader.committed() == {KEY: b"value"}
    reader.close()


def test_rollback__written__forgotten(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "chain", read_only=False)
    store[b"head"] = b"1"
    store.commit()
    store[b"head"] = b"2"
    store[KEY] = b"value"
    assert store[b"head"] == b"2"
    store.rollback()
    assert store[b"head"] == b"1"
    assert KEY not in store
    store.close()


def test_commit__not_called__another_opening_reads_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "chain", read_only=False)
    store[KEY] = b"value"
    store.close()
    reader = FileStore(tmp_path / "chain", read_only=True)
    assert KEY not in reader
    reader.close()


def test_delete__missing_key__key_error(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "chain", read_only=False)
    with pytest.raises(KeyError):
        del store[KEY]
    store.close()


def test_reader__head_moves__sees_it_at_once(tmp_path: Path) -> None:
    writer = FileStore(tmp_path / "chain", read_only=False)
    writer[b"head"] = b"1"
    writer.commit()
    reader = FileStore(tmp_path / "chain", read_only=True)
    assert reader[b"head"] == b"1"
    writer[b"head"] = b"2"
    writer.commit()
    assert reader[b"head"] == b"2"
    writer.close()
    reader.close()


def test_file_store__second_writer__busy_with_the_pid(tmp_path: Path) -> None:
    path = tmp_path / "chain"
    first = FileStore(path, read_only=False)
    with pytest.raises(ChainFileBusy) as caught:
        FileStore(path, read_only=False)
    assert caught.value.path == path
    assert caught.value.pid is not None
    first.close()
    FileStore(path, read_only=False).close()


def test_file_store__another_programs_database__unreadable_and_unlocked(tmp_path: Path) -> None:
    path = tmp_path / "chain"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT)")
        connection.execute("INSERT INTO about VALUES ('format', 'something else')")
    connection.close()
    for _ in range(2):
        with pytest.raises(ChainFileUnreadable, match="something else"):
            FileStore(path, read_only=False)


def test_open_file__text_file__unreadable(tmp_path: Path) -> None:
    path = tmp_path / "chain"
    path.write_text("this is no database, whatever its name is\n" * 30)
    for read_only in (True, False):
        with pytest.raises(ChainFileUnreadable):
            EmbeddedChain.open_file(path, read_only=read_only)
    assert path.read_text().startswith("this is no database")


def test_open_file__missing__unreadable_and_not_created(tmp_path: Path) -> None:
    with pytest.raises(ChainFileUnreadable, match="does not exist"):
        EmbeddedChain.open_file(tmp_path / "chain")
    assert list(tmp_path.iterdir()) == []


def test_create_file__exists__refused_and_kept(tmp_path: Path, genesis: Genesis) -> None:
    path = tmp_path / "chain"
    chain = EmbeddedChain.create_file(path, genesis)
    identity = chain.identity
    chain.close()
    with pytest.raises(ChainFileUnreadable, match="exists already"):
        EmbeddedChain.create_file(path, genesis)
    again = EmbeddedChain.open_file(path)
    assert again.identity == identity
    again.close()


def test_open_file__empty_chain_file__unreadable(tmp_path: Path) -> None:
    FileStore(tmp_path / "chain", read_only=False).close()
    with pytest.raises(ChainFileUnreadable, match="no whole chain"):
        EmbeddedChain.open_file(tmp_path / "chain")


def test_open_file__after_some_blocks__goes_on_at_the_head(
    tmp_path: Path, genesis: Genesis, servicer: LocalAccount
) -> None:
    chain = EmbeddedChain.create_file(tmp_path / "chain", genesis)
    first = send(chain, servicer, gift(3))
    chain.advance_to(chain.head().timestamp + 86_400)
    head = chain.head()
    chain.close()
    again = EmbeddedChain.open_file(tmp_path / "chain")
    assert again.head() == head
    assert again.receipt(first.transaction_hash) == first
    assert again.balance(ZERO_ADDRESS) >= 3
    assert again.nonce(servicer.address) == 1
    second = send(again, servicer, gift())
    assert second.block_number == head.number + 1
    again.close()


def test_send__refused_in_a_file__pending_writes_dropped(
    tmp_path: Path, genesis: Genesis, servicer: LocalAccount
) -> None:
    chain = EmbeddedChain.create_file(tmp_path / "chain", genesis)
    with pytest.raises(TransactionRefused):
        send(chain, servicer, gift(10**30))
    send(chain, servicer, gift())
    head = chain.head()
    chain.close()
    again = EmbeddedChain.open_file(tmp_path / "chain", read_only=True)
    assert again.head() == head
    again.close()


def test_file_and_memory__same_transactions__same_blocks(
    tmp_path: Path, genesis: Genesis, chain: EmbeddedChain, servicer: LocalAccount
) -> None:
    file_chain = EmbeddedChain.create_file(tmp_path / "chain", genesis)
    for value in range(5):
        assert send(file_chain, servicer, gift(value)) == send(chain, servicer, gift(value))
    assert file_chain.head() == chain.head()
    fork = file_chain.fork()
    assert fork.head() == chain.head()
    file_chain.close()


def test_memory_store__copy__independent() -> None:
    store = MemoryStore()
    store[KEY] = b"1"
    copied = MemoryStore(store.committed())
    copied[KEY] = b"2"
    assert store[KEY] == b"1"
