"""A pool's oracle, months of its reports, and the people who sign and post them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from sqlalchemy import select

from oracle.content import report_content
from oracle.posting.jobs import AcceptReport, ProveEquivocation
from oracle.store.database import Store
from oracle.store.outbox_tables import ALERTS, FOLLOWED_CHAIN, JOBS, TRANSACTIONS
from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.calendar import RecordCalendar
from rwa.chain.contract_events import RemittanceAccepted
from rwa.chain.contract_structs import Content, Envelope, Evidence
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.event_log import read_events
from rwa.chain.hashing import ZERO_WORD, address_bytes
from rwa.chain.protocol import Chain
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import envelope_digest, hash_content, pack_signatures, prove_node_key
from rwa.chain.transactions import send
from rwa.core.dates import Period
from rwa.pool.programme import UMBS
from tests.faults.honest_months import HonestServicer, drawn_servicer, month_of
from tests.faults.reported_pool import _config, as_of

MONTHS, PERIODS = 4, 12
FIRST = Period(2027, 1)
ISSUED_AT = 1_796_101_200
DAY = 86_400
LATER = 2_000_000_000
"""Unix time until which signatures count, unless a test says otherwise."""
ETHER = 10**18


@cache
def account(role: str) -> LocalAccount:
    return demo_account("posting tests", role)


def node_keys() -> tuple[LocalAccount, ...]:
    keys = (account(f"node-{number}") for number in range(1, 5))
    return tuple(sorted(keys, key=lambda key: address_bytes(key.address)))


@cache
def servicer() -> HonestServicer:
    return drawn_servicer(Random(5), pool_id="POSTED-1")


@cache
def contents() -> tuple[Content, ...]:
    """Four months that follow each other, then the first again as revision 1."""
    draw, after = Random(9), servicer().at_issue
    found: list[Content] = []
    previous = ZERO_WORD
    for _ in range(MONTHS):
        month = servicer().drawn_month(draw, after)
        found.append(_content(month.document, previous))
        previous, after = hash_content(found[-1]), month_of(month)
    return (*found, replace(found[0], revision=1, previous_report_hash=hash_content(found[0])))


def _content(document: object, previous: bytes) -> Content:
    return report_content(document, tape_root=b"\x01" * 32, previous_report_hash=previous)


def genesis() -> Genesis:
    roles = ("admin", "poster", "other-poster", "attacker")
    rich = tuple((account(role).address, 1_000 * ETHER) for role in roles)
    return Genesis(timestamp=ISSUED_AT, balances_wei=rich)


@dataclass(frozen=True)
class PostedPool:
    """One oracle on one chain, on the first day of the fifth month."""

    chain: Chain
    oracle: RemittanceOracle

    def on(self, chain: Chain) -> "PostedPool":
        """The same oracle seen through another chain object."""
        return PostedPool(chain, RemittanceOracle(chain, self.oracle.address))

    def report(
        self,
        number: int,
        *,
        signers: int = 3,
        valid_until: int = LATER,
        content: Content | None = None,
    ) -> AcceptReport:
        """A month's report, signed by so many nodes; 5 is the first month's revision."""
        content = content or contents()[number - 1]
        envelope = Envelope(hash_content(content), self.oracle.node_set_digest(), valid_until)
        signatures = {
            key.address: key.sign_digest(self.digest(envelope)) for key in node_keys()[:signers]
        }
        packed = pack_signatures(signatures)
        return AcceptReport(self.oracle.address, content, envelope, packed)

    def equivocation(self) -> ProveEquivocation:
        """Two contents of the first month that the first node signed."""
        one = contents()[0]
        halves = [self.evidence(each) for each in (one, replace(one, tape_root=b"\x02" * 32))]
        return ProveEquivocation.of(self.oracle.address, *halves)

    def evidence(self, content: Content) -> Evidence:
        digest = self.oracle.node_set_digest()
        signature = node_keys()[0].sign_digest(
            self.digest(Envelope(hash_content(content), digest, LATER))
        )
        return Evidence(content, digest, LATER, signature.to_bytes())

    def digest(self, envelope: Envelope) -> bytes:
        chain_id = self.chain.identity.chain_id
        return envelope_digest(envelope, chain_id=chain_id, oracle=self.oracle.address)

    def accepted(self) -> list[bytes]:
        """Content hashes in order of acceptance."""
        events = read_events(
            self.chain, [self.oracle.address], first=0, last=self.chain.head().number
        )
        return [event.content_hash for event in events if isinstance(event, RemittanceAccepted)]


def hashes(*numbers: int) -> list[bytes]:
    return [hash_content(contents()[number - 1]) for number in numbers]


def open_pool(chain: Chain, *, max_smm_ppm: int = 1_000_000) -> PostedPool:
    """Deploy a calendar and an oracle, open the node set, and pass to the fifth month."""
    admin = account("admin")
    months = [FIRST + number for number in range(PERIODS)]
    calendar = send(
        chain,
        admin,
        RecordCalendar.deployment(
            first_yyyymm=FIRST.yyyymm,
            record_times=[UMBS.record_time(month) for month in months],
            pay_times=[UMBS.payment_time(month) for month in months],
        ),
    ).contract
    assert calendar is not None
    config = _config(servicer(), RecordCalendar(chain, calendar))
    config = replace(config, admin=admin.address, max_smm_ppm=max_smm_ppm)
    address = send(chain, admin, RemittanceOracle.deployment(config)).contract
    assert address is not None
    oracle, chain_id = RemittanceOracle(chain, address), chain.identity.chain_id
    proofs = [
        (key.address, prove_node_key(key, chain_id=chain_id, oracle=address)) for key in node_keys()
    ]
    send(chain, admin, oracle.open_node_set(proofs, threshold=3))
    chain.advance_to(as_of(MONTHS + 1) + DAY)
    return PostedPool(chain, oracle)


def new_pool(*, max_smm_ppm: int = 1_000_000) -> PostedPool:
    return open_pool(EmbeddedChain.in_memory(genesis()), max_smm_ppm=max_smm_ppm)


def rows_of(store: Store) -> Sequence[object]:
    """Every row of the outbox."""
    with store.reading() as connection:
        return [
            tuple(row)
            for table in (FOLLOWED_CHAIN, JOBS, TRANSACTIONS, ALERTS)
            for row in connection.execute(select(table).order_by(*table.primary_key))
        ]
