"""One pool's oracle on the embedded EVM, the keys of its nodes, and ways to bring it reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache

from oracle.package import ReportTarget
from rwa.chain.accounts import LocalAccount, Signature, demo_account
from rwa.chain.calendar import RecordCalendar
from rwa.chain.contract_structs import Accrual, ClassTerms, Config
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.errors import CallReverted, ContractReverted
from rwa.chain.hashing import address_bytes, word_of_text
from rwa.chain.protocol import ViewCall
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import Content, Envelope, envelope_digest, hash_content, prove_node_key
from rwa.chain.reverts import decode_revert
from rwa.chain.roles import GUARDIAN_ROLE
from rwa.chain.transactions import ContractCall, attempt_many, revert_of, send
from rwa.core.dates import Period, new_york_timestamp
from rwa.pool.programme import UMBS
from tests.faults.honest_months import HonestServicer

ISSUED_AT = 1_796_101_200
"""2026-12-01 00:00 in New York."""
DAY = 86_400
NODE_DELAY = 2 * DAY
FIRST = Period(2027, 1)
OFFICE = ("admin", "guardian", "poster", "attacker")


@cache
def account(role: str) -> LocalAccount:
    """The key of a role."""
    return demo_account("fault table", role)


def node_keys(count: int) -> tuple[LocalAccount, ...]:
    """The keys of so many nodes, ascending by address."""
    keys = (account(f"node {number}") for number in range(1, count + 1))
    return tuple(sorted(keys, key=lambda key: address_bytes(key.address)))


@dataclass(frozen=True, slots=True)
class ReportedPool:
    """The oracle of one pool."""

    chain: EmbeddedChain
    oracle: RemittanceOracle
    keys: tuple[LocalAccount, ...]
    """Of the nodes it was opened with, ascending."""
    threshold: int
    periods: int

    def fork(self) -> "ReportedPool":
        """An independent copy."""
        chain = self.chain.fork()
        oracle = RemittanceOracle(chain, self.oracle.address)
        return ReportedPool(chain, oracle, self.keys, self.threshold, self.periods)

    @property
    def now(self) -> int:
        return self.chain.head().timestamp

    def go_to_report_day(self, period: int) -> None:
        """Pass to noon of the month's fourth day, unless that is past."""
        day = as_of(period) + 3 * DAY + DAY // 2
        if day > self.now:
            self.chain.advance_to(day)

    def target(self) -> ReportTarget:
        """Where and under which node set the next report counts."""
        return ReportTarget(
            chain_id=self.chain.identity.chain_id,
            oracle=self.oracle.address,
            previous_report_hash=self.oracle.last_report_hash(),
            node_set_digest=self.oracle.node_set_digest(),
            valid_until=self.now + DAY,
        )

    def envelope(self, content: Content) -> Envelope:
        """An envelope of a content under the present node set, good for a day."""
        return Envelope(hash_content(content), self.oracle.node_set_digest(), self.now + DAY)

    def signed(self, envelope: Envelope, signers: Iterable[LocalAccount]) -> list[Signature]:
        """Signatures over an envelope, in the order of the signers."""
        digest = envelope_digest(
            envelope, chain_id=self.chain.identity.chain_id, oracle=self.oracle.address
        )
        return [signer.sign_digest(digest) for signer in signers]

    def accepting(self, content: Content, signers: Sequence[LocalAccount]) -> ContractCall:
        """The call that brings a content with good signatures of `signers`."""
        envelope = self.envelope(content)
        ascending = sorted(signers, key=lambda signer: address_bytes(signer.address))
        return self.oracle.accept(content, envelope, packed(self.signed(envelope, ascending)))

    def refusal(self, call: ContractCall) -> ContractReverted | None:
        """Why the contract would refuse a call now; None when it would not."""
        assert call.to is not None
        view = ViewCall(to=call.to, data=call.data, sender=account("poster").address)
        try:
            self.chain.call(view)
        except CallReverted as reverted:
            return decode_revert(reverted.data, fault=reverted.fault, label=call.label)
        return None

    def mine(self, call: ContractCall, *, at: int | None = None) -> ContractReverted | None:
        """Mine a call, whatever becomes of it, and return why it reverted."""
        (receipt,) = attempt_many(self.chain, [(account("poster"), call)], at=at)
        return revert_of(receipt, label=call.label)

    def state(self) -> tuple[object, ...]:
        """What the last reports have left: nothing of it may move when one is refused."""
        last = self.oracle.last_accepted()
        return (
            last,
            self.oracle.last_report_hash(),
            self.oracle.pool_balance_cents(),
            self.oracle.restating_period(),
            self.oracle.report_of(last),
            self.oracle.held_report_of(last + 1),
        )


def as_of(period: int) -> int:
    """00:00 New York on the 1st of the period's month."""
    return new_york_timestamp((FIRST + (period - 1)).first_day, time(0))


def packed(signatures: Iterable[Signature]) -> bytes:
    """Signatures in the order given, sorted or not."""
    return b"".join(signature.to_bytes() for signature in signatures)


def name_of(error: ContractReverted | None) -> str:
    """The Solidity name of an error without its contract; `accepted` for none."""
    return "accepted" if error is None else type(error).__name__.removeprefix("RemittanceOracle_")


def open_pool(servicer: HonestServicer, *, nodes: int = 4, periods: int = 8) -> ReportedPool:
    """Deploy a calendar and an oracle for a pool and open its node set."""
    rich = tuple((account(role).address, 10**24) for role in OFFICE)
    chain = EmbeddedChain.in_memory(Genesis(timestamp=ISSUED_AT, balances_wei=rich))
    admin, keys, threshold = account("admin"), node_keys(nodes), nodes - (nodes - 1) // 3
    months = [FIRST + number for number in range(periods)]
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
    config = _config(servicer, RecordCalendar(chain, calendar))
    address = send(chain, admin, RemittanceOracle.deployment(config)).contract
    assert address is not None
    oracle, chain_id = RemittanceOracle(chain, address), chain.identity.chain_id
    proofs = [(key.address, prove_node_key(key, chain_id=chain_id, oracle=address)) for key in keys]
    send(chain, admin, oracle.open_node_set(proofs, threshold=threshold))
    send(chain, admin, oracle.grant_role(GUARDIAN_ROLE, account("guardian").address))
    return ReportedPool(chain, oracle, keys, threshold, periods)


def _config(servicer: HonestServicer, calendar: RecordCalendar) -> Config:
    """Bounds as tight as the pool's own rates; no soft ones."""
    loans = servicer.issue.loans
    fees = (loan.servicing_fee_ppm.count + loan.guaranty_fee_ppm.count for loan in loans)
    return Config(
        pool=word_of_text(servicer.deal.pool_id),
        calendar=calendar.address,
        balance_cents=servicer.issue.balance_cents.count,
        loan_count=len(loans),
        overcollateralisation_cents=0,
        classes=tuple(
            ClassTerms(terms.original_balance_cents.count, notional=False)
            for terms in servicer.deal.classes
        ),
        max_rate_ppm=max(loan.note_rate_ppm.count for loan in loans),
        max_fee_ppm=max(fees),
        accrual=Accrual.THIRTY_360,
        max_smm_ppm=1_000_000,
        max_loss_ppm=1_000_000,
        node_delay=NODE_DELAY,
        hold_delay=DAY,
        admin=account("admin").address,
        admin_delay=0,
    )
