"""A pool for measuring gas: as many holders and classes as asked, on the embedded chain.

Everything is the project's own deployment and bindings. Names and amounts are fixed, so the same
contracts give the same gas to the unit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import ClassVar, Final

from rwa.chain.accounts import LocalAccount, demo_account
from rwa.chain.cash_token import CashToken, TestDollar
from rwa.chain.certificate import PoolCertificate
from rwa.chain.contract_structs import HolderFacts
from rwa.chain.deal_terms import Bounds, DealTerms, RoleHolders, TrancheTerms
from rwa.chain.deployment import Deployment, deploy
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.distribution_ledger import DistributionLedger
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.hashing import address_of, keccak, word_of_text
from rwa.chain.holder_registry import FOR_EVER, HolderRegistry
from rwa.chain.protocol import Receipt
from rwa.chain.remittance_oracle import RemittanceOracle
from rwa.chain.report import (
    ClassRow,
    Content,
    Envelope,
    envelope_digest,
    hash_content,
    pack_signatures,
)
from rwa.chain.transactions import ContractCall, send, send_many
from rwa.core.dates import Period, new_york_timestamp
from rwa.core.ids import Address
from rwa.pool.programme import UMBS

PERIODS: Final = 360
FIRST_MONTH: Final = Period(2027, 1)
ISSUED_AT: Final = 1_796_101_200
"""2026-12-01 00:00 in New York."""
FACE_CENTS: Final = 10_000_000_000
"""Original balance of the pool: $100,000,000.00."""
UNITS_PER_CENT: Final = 10_000
LOANS: Final = 400
NODES: Final = ("node-1", "node-2", "node-3", "node-4")
STAFF: Final = ("admin", "issuer", "transfer-agent", "compliance", "guardian", "servicer", "poster")
HOLDERS_PER_CALL: Final = 100
UNITED_STATES: Final = 840


def account(role: str) -> LocalAccount:
    """The key of a role; worth nothing."""
    return demo_account("gas", role)


def holder_address(number: int) -> Address:
    """The wallet of one of many holders; nobody needs its key."""
    return address_of(keccak(f"gas holder {number}".encode())[12:])


class PlainErc20(CashToken):
    """OpenZeppelin's ERC20 with nothing added but a mint for everyone."""

    __slots__ = ()
    artifact: ClassVar[str] = "PlainErc20"

    def mint(self, to: Address, amount: int) -> ContractCall:
        """Create units."""
        return self._call("mint", to, amount)


@dataclass(slots=True)
class GasPool:
    """One pool on a chain of its own."""

    chain: EmbeddedChain
    """Where it lives."""
    deployment: Deployment
    """Its contracts."""
    cash: PlainErc20 | TestDollar
    """What holders are paid in: a plain token, or one with a blocklist and a pause."""
    holders: tuple[Address, ...]
    """Holders of the first class, two with keys first: `seller` and `buyer`."""
    balance_cents: int
    """Balance of all loans after the last report."""
    period: int = 0
    """Last reported period."""

    @property
    def certificate(self) -> PoolCertificate:
        """The first class's certificate."""
        return PoolCertificate(self.chain, self.deployment.tranches[0].certificate)

    @property
    def ledger(self) -> DistributionLedger:
        """The first class's ledger."""
        return DistributionLedger(self.chain, self.deployment.tranches[0].ledger)

    @property
    def oracle(self) -> RemittanceOracle:
        """The pool's reports."""
        return RemittanceOracle(self.chain, self.deployment.oracle)

    def fork(self) -> GasPool:
        """An independent copy, to measure on."""
        chain = self.chain.fork()
        return replace(self, chain=chain, cash=replace(self.cash, chain=chain))

    def send(self, role: str, call: ContractCall, *, at: int | None = None) -> Receipt:
        """Mine one transaction in a block of its own; raises when it reverts."""
        return send(self.chain, account(role), call, at=at)

    def report_next(self) -> Receipt:
        """Have the next month accepted, signed by three of the four nodes, on its 4th of month."""
        self.period += 1
        content = self._plain_month()
        month = FIRST_MONTH + (self.period - 1)
        at = new_york_timestamp(month.first_day.replace(day=4), time(9))
        envelope = Envelope(hash_content(content), self.oracle.node_set_digest(), at + 86_400)
        digest = envelope_digest(
            envelope, chain_id=self.deployment.chain_id, oracle=self.oracle.address
        )
        signers = [account(name) for name in NODES[:3]]
        signatures = {each.address: each.sign_digest(digest) for each in signers}
        call = self.oracle.accept(content, envelope, pack_signatures(signatures))
        self.balance_cents = content.balance_end_cents
        return self.send("poster", call, at=at)

    def fund(self) -> Receipt:
        """Post and pay in the last reported month."""
        return self.send("servicer", self.ledger.post_and_fund(self.period))

    def run_months(self, through: int) -> None:
        """Report and fund months up to `through`, and wait until it is payable."""
        while self.period < through:
            self.report_next()
            self.fund()
        self.chain.advance_to(UMBS.payment_time(FIRST_MONTH + (self.period - 1)))

    def pass_record_time(self, period: int) -> None:
        """Let the record time of a period pass."""
        self.chain.advance_to(UMBS.record_time(FIRST_MONTH + (period - 1)) + 1)

    def _plain_month(self) -> Content:
        """Scheduled principal, curtailments and payoffs; every class pays in proportion."""
        begin, month = self.balance_cents, FIRST_MONTH + (self.period - 1)
        scheduled, curtailed, paid_off = begin // 500, begin // 4_000, begin // 300
        rows = self._class_rows(scheduled + curtailed + paid_off)
        end = begin - scheduled - curtailed - paid_off
        gross, fee = begin * 65 // 12_000, begin * 25 // 120_000
        interest = sum(row.interest_cents for row in rows)
        principal = sum(row.principal_cents for row in rows)
        name = str(self.period).encode()
        return Content(
            pool=word_of_text("GAS-1"),
            period=month.yyyymm,
            period_index=self.period,
            revision=0,
            previous_report_hash=self.oracle.last_report_hash(),
            as_of=new_york_timestamp(month.first_day, time(0)),
            tape_root=keccak(b"tape" + name),
            activity_hash=keccak(b"activity" + name),
            document_hash=keccak(b"document" + name),
            loan_count_begin=LOANS,
            loan_count_end=LOANS,
            balance_begin_cents=begin,
            capitalised_cents=0,
            scheduled_cents=scheduled,
            curtailed_cents=curtailed,
            paid_off_cents=paid_off,
            liquidated_cents=0,
            forgiven_cents=0,
            loss_cents=0,
            recoveries_cents=0,
            expenses_cents=0,
            balance_end_cents=end,
            gross_interest_cents=gross,
            servicing_fee_cents=fee,
            guaranty_fee_cents=fee,
            advances_made_cents=0,
            advances_recovered_cents=0,
            interest_to_investors_cents=interest,
            principal_to_investors_cents=principal,
            reserve_change_cents=gross - 2 * fee + begin - end - interest - principal,
            overcollateralisation_begin_cents=0,
            overcollateralisation_end_cents=0,
            shortfall_begin_cents=0,
            shortfall_end_cents=0,
            leftover_cents=0,
            class_rows=rows,
        )

    def _class_rows(self, principal: int) -> tuple[ClassRow, ...]:
        count = len(self.deployment.tranches)
        rows = []
        for tranche in range(count):
            begin = self.oracle.tranche_end(self.period - 1, tranche)
            share = principal // count + (principal % count if tranche == 0 else 0)
            interest = begin * 55 // 12_000
            rows.append(ClassRow(begin, interest, share, 0, 0, 0, begin - share, notional=False))
        return tuple(rows)


def issue_pool(*, holders: int, classes: int = 1, regulated: bool = False) -> GasPool:
    """Deploy a pool and give its first class to that many holders, `seller` and `buyer` first.

    They are paid in a plain token, or `regulated`, in one with a blocklist and a pause.
    """
    traders = (account("seller").address, account("buyer").address)
    others = (holder_address(number) for number in range(holders - len(traders)))
    wallets = (*traders, *others)
    rich = [account(role).address for role in (*STAFF, "seller", "buyer")]
    genesis = Genesis(timestamp=ISSUED_AT, balances_wei=tuple((each, 10**24) for each in rich))
    chain = EmbeddedChain.in_memory(genesis)
    kind = TestDollar if regulated else PlainErc20
    creation = (
        TestDollar.deployment(admin=account("admin").address)
        if regulated
        else PlainErc20.creation()
    )
    cash = send(chain, account("admin"), creation).contract
    deployment = deploy(_plan(chain, classes, cash), account("admin"))
    pool = GasPool(chain, deployment, kind(chain, deployment.cash), wallets, FACE_CENTS)
    _register(pool)
    for tranche in deployment.tranches:
        certificate = PoolCertificate(chain, tranche.certificate)
        _issue(pool, certificate, FACE_CENTS // classes * UNITS_PER_CENT)
        pool.send("servicer", pool.cash.approve(tranche.ledger, 2**256 - 1))
    pool.send("admin", pool.cash.mint(account("servicer").address, 10**20))
    return pool


def _register(pool: GasPool) -> None:
    registry = HolderRegistry(pool.chain, pool.deployment.registry)
    facts = {
        wallet: HolderFacts(number, FOR_EVER, UNITED_STATES, 1)
        for number, wallet in enumerate(pool.holders, start=1)
    }
    for start in range(0, len(pool.holders), HOLDERS_PER_CALL):
        some = pool.holders[start : start + HOLDERS_PER_CALL]
        call = registry.set_holders({wallet: facts[wallet] for wallet in some})
        pool.send("transfer-agent", call)


def _issue(pool: GasPool, certificate: PoolCertificate, face_units: int) -> None:
    """Equal shares, the rest to the first."""
    share, rest = divmod(face_units, len(pool.holders))
    for start in range(0, len(pool.holders), HOLDERS_PER_CALL):
        some = pool.holders[start : start + HOLDERS_PER_CALL]
        allotments = [(wallet, share + rest * (wallet == pool.holders[0])) for wallet in some]
        pool.send("issuer", certificate.batch_mint(allotments))
    send_many(pool.chain, [(account("issuer"), certificate.close_issuance())])


def _plan(chain: EmbeddedChain, classes: int, cash: Address | None) -> DeploymentPlan:
    months = [FIRST_MONTH + number for number in range(PERIODS)]
    terms = DealTerms(
        pool="GAS-1",
        first_yyyymm=FIRST_MONTH.yyyymm,
        record_times=tuple(UMBS.record_time(month) for month in months),
        pay_times=tuple(UMBS.payment_time(month) for month in months),
        balance_cents=FACE_CENTS,
        loan_count=LOANS,
        tranches=tuple(
            TrancheTerms(name, f"Gas class {name}", name, FACE_CENTS // classes)
            for name in "ABCDE"[:classes]
        ),
        bounds=Bounds(max_rate_ppm=100_000, max_fee_ppm=10_000),
        roles=RoleHolders(
            admins=(account("admin").address,),
            issuer=account("issuer").address,
            transfer_agent=account("transfer-agent").address,
            compliance=account("compliance").address,
            guardian=account("guardian").address,
            payers=(account("servicer").address,),
        ),
        threshold=3,
        cash=cash,
    )
    nodes = sorted(map(account, NODES), key=lambda node: int(node.address, 16))
    return DeploymentPlan(chain, terms, account("admin").address, tuple(nodes))
