"""One chain file, several processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import ChainFileBusy
from rwa.chain.hashing import address_from_hex
from rwa.chain.transactions import ContractCall, send

SINK = address_from_hex("0x" + "51" * 20)
GIFT = ContractCall(to=SINK, data=b"", label="gift", value_wei=1)

REPORT_AND_ADVANCE = """
import json, sys
from pathlib import Path
from rwa.chain.embedded import EmbeddedChain
chain = EmbeddedChain.open_file(Path(sys.argv[1]))
before = chain.head()
after = chain.advance_to(before.timestamp + 86_400)
print(json.dumps([before.number, before.hash.hex(), after.number, after.hash.hex()]))
chain.close()
"""

HOLD_THE_LOCK = """
import sys
from pathlib import Path
from rwa.chain.embedded import EmbeddedChain
chain = EmbeddedChain.open_file(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
chain.advance_to(chain.head().timestamp + 1)
print("mined", flush=True)
sys.stdin.readline()
"""

SEND_FOR_EVER = """
import sys
from pathlib import Path
from rwa.chain.accounts import demo_account
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.hashing import address_from_hex
from rwa.chain.transactions import ContractCall, send_many
chain = EmbeddedChain.open_file(Path(sys.argv[1]))
servicer = demo_account(11, "servicer")
gift = ContractCall(to=address_from_hex("0x" + "51" * 20), data=b"", label="gift", value_wei=1)
while True:
    receipts = send_many(chain, [(servicer, gift)] * 5)
    print(receipts[-1].block_number, flush=True)
"""


def worker(program: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def path(tmp_path: Path, deal_genesis: Genesis) -> Path:
    """A chain file that nobody has open."""
    EmbeddedChain.create_file(tmp_path / "chain.sqlite", deal_genesis).close()
    return tmp_path / "chain.sqlite"


def test_open_file__in_other_processes_by_turns__one_chain(
    path: Path, people: Mapping[str, LocalAccount]
) -> None:
    chain = EmbeddedChain.open_file(path)
    send(chain, people["servicer"], GIFT)
    head = chain.head()
    chain.close()
    reported, _ = worker(REPORT_AND_ADVANCE, path).communicate(timeout=60)
    number, hash_before, number_after, hash_after = json.loads(reported)
    assert (number, hash_before) == (head.number, head.hash.hex())
    again = EmbeddedChain.open_file(path)
    assert again.head().number == number_after == head.number + 1
    assert again.head().hash.hex() == hash_after
    assert again.balance(SINK) == 1
    again.close()


def test_open_file__another_process_writes__busy_with_its_pid_but_readable(path: Path) -> None:
    other = worker(HOLD_THE_LOCK, path)
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    with pytest.raises(ChainFileBusy) as caught:
        EmbeddedChain.open_file(path)
    assert (caught.value.path, caught.value.pid) == (path, other.pid)
    assert str(other.pid) in str(caught.value)
    reader = EmbeddedChain.open_file(path, read_only=True)
    before = reader.head()
    other.stdin.write("\n")
    other.stdin.flush()
    assert other.stdout.readline() == "mined\n"
    assert reader.head().number == before.number + 1
    reader.close()
    other.communicate("\n", timeout=60)
    EmbeddedChain.open_file(path).close()


def test_open_file__writer_killed_while_mining__whole_blocks_and_none_lost(
    path: Path, people: Mapping[str, LocalAccount]
) -> None:
    for rounds in (3, 11, 20):
        writer = worker(SEND_FOR_EVER, path)
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(rounds)]
        os.kill(writer.pid, signal.SIGKILL)
        said += writer.communicate()[0].splitlines(keepends=True)
        acknowledged = max(int(line) for line in said if line.endswith("\n"))
        chain = EmbeddedChain.open_file(path)
        # The one block above may have been mined before it could be announced.
        assert chain.head().number - acknowledged in (0, 1)
        # Five gifts a block, all or none: what was sent, what arrived and what was counted agree.
        assert chain.balance(SINK) == chain.nonce(people["servicer"].address)
        assert chain.balance(SINK) == 5 * chain.head().number
        chain.close()
