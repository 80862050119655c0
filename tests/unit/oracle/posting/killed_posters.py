"""Run posters that are killed for good at each failpoint, then run them to the end.

Arguments: a chain file, a folder to work in, and for each failpoint `NAME=URL` of an empty store.
Prints a JSON list: for each what the contract accepted, how the jobs stand, and the nonces used.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from oracle import failpoints
from oracle.posting.outbox import Outbox
from oracle.posting.poster import Poster
from oracle.store.database import open_store
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.core.ids import Address
from tests.unit.oracle.posting.posted_pool import PostedPool, account


def main(chain_file: Path, folder: Path, oracle: Address, stores: list[str]) -> None:
    found = []
    for number, pair in enumerate(stores):
        name, url = pair.split("=", maxsplit=1)
        copy = folder / f"chain-{number}"
        shutil.copy(chain_file, copy)
        killed = in_a_child(copy, url, oracle, name)
        ended = in_a_child(copy, url, oracle, None)
        found.append({"name": name, "killed": killed, "ended": ended, **result(copy, url, oracle)})
    sys.stdout.write("\n" + json.dumps(found))


def in_a_child(chain_file: Path, url: str, oracle: Address, name: str | None) -> int:
    """Post in a process of its own and return how it ended; negative is the signal."""
    child = os.fork()
    if child == 0:
        failpoints.listen(lambda reached: reached == name and os.kill(os.getpid(), signal.SIGKILL))
        post(chain_file, url, oracle)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def post(chain_file: Path, url: str, oracle: Address) -> None:
    chain = EmbeddedChain.open_file(chain_file)
    pool = PostedPool(chain, RemittanceOracle(chain, oracle))
    with open_store(url) as store:
        for number in (1, 2):
            Outbox(store).add(pool.report(number))
        poster = Poster(store, chain, account("poster"), clock=lambda: 1_000)
        for _ in range(4):
            poster.step()
    chain.close()


def result(chain_file: Path, url: str, oracle: Address) -> dict[str, object]:
    chain = EmbeddedChain.open_file(chain_file, read_only=True)
    pool = PostedPool(chain, RemittanceOracle(chain, oracle))
    with open_store(url) as store:
        jobs = [(job.state.value, job.final) for job in Outbox(store).jobs()]
        alerts = len(Outbox(store).alerts())
    return {
        "accepted": [each.hex() for each in pool.accepted()],
        "jobs": jobs,
        "alerts": alerts,
        "nonce": chain.nonce(account("poster").address),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Address(sys.argv[3]), sys.argv[4:])
