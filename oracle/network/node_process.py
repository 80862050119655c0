"""A node as a process: everything it needs, opened from its configuration, and closed again."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from random import SystemRandom

import structlog

from oracle.documents import DocumentsInDirectory
from oracle.network.chain_view import ChainView
from oracle.network.client import CollectorClient
from oracle.network.config import ChainSection, NodeConfig
from oracle.network.journal import write_journal
from oracle.network.node_loop import Backoff, NodeLoop
from oracle.network.node_service import NodeService
from oracle.network.patient_reads import patient
from oracle.network.working_copy import WorkingCopy
from oracle.node import Node
from oracle.signing_log import SigningLog
from rwa.chain.connection import open_chain, require_chain
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.signer import open_signer
from rwa.core.ids import Address

_log = structlog.get_logger()


def run_node(
    config: NodeConfig, environment: Mapping[str, str], *, new_database: bool = False
) -> None:
    """Answer the collector until SIGTERM or SIGINT, the answer in progress finished.

    `new_database` has it begin with an empty signing log, which must not be there yet. Raises what
    opening raises, and ChainHalted.
    """
    token = config.collector.token(environment)
    secrets = config.pool.secrets()
    account = open_signer(config.signer.settings(), environment)
    log = (SigningLog.new if new_database else SigningLog.existing)(config.database)
    write_journal(process=config.name, secrets=(token, secrets.salt.hex()))
    stopped = threading.Event()
    stop_on_signals(stopped.set)
    collector = CollectorClient(config.collector.url, token, config.collector.ca_file)
    with opened_chain(config.chain) as chain:
        service = NodeService(
            Node(account, log, deal=config.pool.deal),
            ChainView(
                RemittanceOracle(
                    patient(chain, sleep=stopped.wait), Address(config.chain.oracle)
                ).require_code(),
                config.chain.first_block,
                chain.identity.genesis_hash,
                log,
            ),
            WorkingCopy(DocumentsInDirectory(config.documents), collector),
            secrets,
        )
        backoff = Backoff(config.poll_seconds, config.longest_wait_seconds)
        loop = NodeLoop(service, collector, backoff, SystemRandom())
        _log.info("node started", address=account.address, chain_id=config.chain.chain_id)
        loop.run(is_stopped=stopped.is_set, sleep=stopped.wait)
    log.close()
    collector.close()
    _log.info("node stopped")


@contextmanager
def opened_chain(config: ChainSection) -> Iterator[Chain]:
    """Open a process's own connection and require the chain it was configured for."""
    chain = open_chain(config.url)
    try:
        genesis = bytes.fromhex(config.genesis_hash.removeprefix("0x"))
        require_chain(chain, chain_id=config.chain_id, genesis_hash=genesis)
        yield chain
    finally:
        chain.close()


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Have SIGTERM and SIGINT call `stop`."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())
