"""The whole network in an interpreter of its own, over a chain file, killed where it is told.

`python -m tests.faults.cold_start DIRECTORY` brings the first month, and kills itself with SIGKILL
at the failpoint in the environment variable `KILLED_AT`, if there is one.
"""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

from oracle.failpoints import FAILPOINTS
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_store import FileStore
from rwa.chain.remittance_oracle import RemittanceOracle
from tests.faults.mortal_child import NEVER, Kill, Reaper
from tests.faults.network_months import published_pool
from tests.faults.posting_desk import nothing_is_logged, scratch
from tests.faults.reported_pool import DAY, account, as_of
from tests.faults.rows import Witness
from tests.faults.working_network import Network

KILLED_AT = "KILLED_AT"
STARTS = 4
"""Killed interpreters in a row, before one that is not."""
KILLED = -9
PROJECT = Path(__file__).parents[2]


def require_survived(random: Random, witness: Witness) -> None:
    """Interpreters killed one after another, and a last one that brings the month."""
    with scratch() as directory, nothing_is_logged():
        _write_chain(directory)
        for name in sorted(random.sample(FAILPOINTS, STARTS), key=FAILPOINTS.index):
            code = _start(directory, name)
            witness.saw(name, code)
            witness.require(code in (0, KILLED), f"a cold start at {name} ended with {code}")
            witness.attempts += code == KILLED
        code = _start(directory, None)
        witness.require(code == 0, f"the last cold start ended with {code}")
        _require_one_month(directory, witness)


def _require_one_month(directory: Path, witness: Witness) -> None:
    chain = EmbeddedChain.open_file(_chain_file(directory))
    network = Network(published_pool(), directory, chain, lambda _: None)
    oracle = RemittanceOracle(chain, published_pool().pool.oracle.address)
    signed = {row[3] for rows in network.all_signed() for row in rows}  # type: ignore[misc]
    accepted = oracle.report_of(1).content_hash.hex().upper()
    mined = chain.mined_nonce(account("poster").address)
    witness.saw(accepted, mined)
    witness.require(oracle.last_accepted() == 1, "the month is lost")
    witness.require(signed == {accepted}, "nodes signed what was not accepted")
    witness.require(mined == 1, f"{mined} transactions for one month")
    expected = published_pool().months[0].principal_cents
    begin = published_pool().servicer.issue.balance_cents.count
    left = oracle.pool_balance_cents()
    witness.require(begin - left == expected, f"{begin - left} cents left the pool, not {expected}")
    network.close()
    chain.close()


def _start(directory: Path, name: str | None) -> int:
    environment = {key: value for key, value in os.environ.items() if key != KILLED_AT}
    if name is not None:
        environment[KILLED_AT] = name
    command = [sys.executable, "-m", "tests.faults.cold_start", str(directory)]
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode


def _chain_file(directory: Path) -> Path:
    return directory / "chain.sqlite"


def _write_chain(directory: Path) -> None:
    """The chain of the published pool, as a file."""
    chain = published_pool().pool.chain
    store = FileStore(_chain_file(directory), read_only=False)
    store.write_about("chain_id", str(chain.identity.chain_id))
    for key, value in chain._store.committed().items():
        store[key] = value
    store.commit()
    store.close()
    opened = EmbeddedChain.open_file(_chain_file(directory))
    opened.advance_to(as_of(1) + 3 * DAY)
    opened.close()


def main(directory: Path) -> int:
    """Bring the first month; return 0 when it is in force."""
    name = os.environ.get(KILLED_AT)
    chain = EmbeddedChain.open_file(_chain_file(directory))
    with nothing_is_logged():
        Reaper(Kill(name, 1) if name else NEVER, lambda _: None).watch(directory)
        network = Network(published_pool(), directory, chain, lambda _: None)
        return int(not network.bring(published_pool().months[0]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
