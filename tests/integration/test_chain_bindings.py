"""A pool's first month through the bindings: registered, issued, reported, funded, settled."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from rwa.chain.accounts import LocalAccount
from rwa.chain.calendar import PeriodTimes, RecordCalendar
from rwa.chain.cash_token import UNITS_PER_CENT, TestDollar
from rwa.chain.certificate import Holding, PoolCertificate
from rwa.chain.contract_errors import (
    DistributionLedger_NotNextPeriod,
    HolderRegistry_WrongNonce,
    RemittanceOracle_Cash,
    RemittanceOracle_PeriodNotAccepted,
    TransferRules_UnknownWallet,
)
from rwa.chain.contract_events import DistributionFunded, HolderSettled, RemittanceAccepted
from rwa.chain.contract_structs import (
    Accrual,
    ClassRow,
    Content,
    Envelope,
    Holder,
    HolderFacts,
    HoldReason,
    OrderKind,
)
from rwa.chain.deal_terms import NO_LIMITS, DealTerms
from rwa.chain.deployment import Deployment, deploy
from rwa.chain.deployment_plan import DeploymentPlan
from rwa.chain.distribution_ledger import Claim, DistributionLedger, HeldCash
from rwa.chain.embedded import EmbeddedChain
from rwa.chain.embedded_evm import Genesis
from rwa.chain.event_log import decode_logs, read_events
from rwa.chain.hashing import ZERO_ADDRESS, keccak, word_of_text
from rwa.chain.holder_registry import FOR_EVER, HolderRegistry, Payee
from rwa.chain.remittance_oracle import RemittanceOracle, TrancheAmounts, TrancheFace
from rwa.chain.report import envelope_digest, hash_content, node_set_digest, pack_signatures
from rwa.chain.transactions import send, send_many
from rwa.chain.transfer_rules import TransferRules
from rwa.core.ids import Address

People = Mapping[str, LocalAccount]
JANUARY_1 = 1_798_779_600
"""2027-01-01 00:00 in New York."""

REASON = keccak(b"decision 1")
FACE_A_UNITS = 80_000_000 * UNITS_PER_CENT
INTEREST_A_CENTS = 400_000
PRINCIPAL_A_CENTS = 1_000_000


class Deal:
    """A deployed deal with its bindings; class A alone is traded and paid."""

    def __init__(self, chain: EmbeddedChain, deployment: Deployment, people: People) -> None:
        self.chain = chain
        self.deployment = deployment
        self.people = people
        self.address = {role: account.address for role, account in people.items()}
        self.registry = HolderRegistry(chain, deployment.registry)
        self.rules = TransferRules(chain, deployment.rules)
        self.calendar = RecordCalendar(chain, deployment.calendar)
        self.oracle = RemittanceOracle(chain, deployment.oracle)
        self.cash = TestDollar(chain, deployment.cash)
        self.certificate = PoolCertificate(chain, deployment.tranches[0].certificate)
        self.ledger = DistributionLedger(chain, deployment.tranches[0].ledger)
        self.holders = (self.address["certificate-holder-a"], self.address["certificate-holder-b"])

    def copy(self) -> "Deal":
        return Deal(self.chain.fork(), self.deployment, self.people)

    def content(self) -> Content:
        row = ClassRow(80_000_000, INTEREST_A_CENTS, PRINCIPAL_A_CENTS, 0, 0, 0, 79_000_000, False)
        other = ClassRow(20_000_000, 100_000, 0, 0, 0, 0, 20_000_000, False)
        return Content(
            pool=word_of_text("TEST-2026-1"),
            period=202701,
            period_index=1,
            revision=0,
            previous_report_hash=bytes(32),
            as_of=JANUARY_1,
            tape_root=keccak(keccak(b"loan")),
            activity_hash=bytes(32),
            document_hash=bytes(32),
            loan_count_begin=4,
            loan_count_end=4,
            balance_begin_cents=100_000_000,
            capitalised_cents=0,
            scheduled_cents=1_000_000,
            curtailed_cents=0,
            paid_off_cents=0,
            liquidated_cents=0,
            forgiven_cents=0,
            loss_cents=0,
            recoveries_cents=0,
            expenses_cents=0,
            balance_end_cents=99_000_000,
            gross_interest_cents=541_667,
            servicing_fee_cents=41_667,
            guaranty_fee_cents=0,
            advances_made_cents=0,
            advances_recovered_cents=0,
            interest_to_investors_cents=500_000,
            principal_to_investors_cents=1_000_000,
            reserve_change_cents=0,
            overcollateralisation_begin_cents=0,
            overcollateralisation_end_cents=0,
            shortfall_begin_cents=0,
            shortfall_end_cents=0,
            leftover_cents=0,
            class_rows=(row, other),
        )

    def signed(self, content: Content) -> tuple[Content, Envelope, bytes]:
        envelope = Envelope(
            hash_content(content), self.oracle.node_set_digest(), self.chain.head().timestamp + 600
        )
        digest = envelope_digest(
            envelope, chain_id=self.chain.identity.chain_id, oracle=self.oracle.address
        )
        nodes = [self.people[f"node-{number}"] for number in (1, 2, 3)]
        signatures = {node.address: node.sign_digest(digest) for node in nodes}
        return content, envelope, pack_signatures(signatures)


@pytest.fixture(scope="module")
def issued(deal_genesis: Genesis, deal_terms: DealTerms, people: People) -> Deal:
    """Deployed, holders registered, class A issued: three quarters to a, one quarter to b."""
    chain = EmbeddedChain.in_memory(deal_genesis)
    nodes = tuple(people[f"node-{number}"] for number in range(1, 5))
    plan = DeploymentPlan(chain, deal_terms, people["deployer"].address, nodes)
    deal = Deal(chain, deploy(plan, people["deployer"]), people)
    facts = {
        holder: HolderFacts(number, FOR_EVER, 840, 1)
        for number, holder in enumerate(deal.holders, 1)
    }
    holder_a, holder_b = deal.holders
    quarter = FACE_A_UNITS // 4
    send(chain, people["transfer-agent"], deal.registry.set_holders(facts))
    issuer, servicer = people["issuer"], people["servicer"]
    allotments = [(holder_a, 3 * quarter), (holder_b, quarter)]
    send_many(
        chain,
        [
            (issuer, deal.certificate.batch_mint(allotments)),
            (issuer, deal.certificate.close_issuance()),
            (people["deployer"], deal.cash.mint(servicer.address, 10**14)),
            (servicer, deal.cash.approve(deal.ledger.address, 2**255)),
        ],
    )
    return deal


@pytest.fixture(scope="module")
def funded(issued: Deal, deal_terms: DealTerms) -> Deal:
    """The first month reported and paid in, and its payment time reached."""
    deal = issued.copy()
    deal.chain.advance_to(deal_terms.record_times[0] + 1)
    deal.chain.advance_to(JANUARY_1 + 86_400)
    send(deal.chain, deal.people["attacker"], deal.oracle.accept(*deal.signed(deal.content())))
    send(deal.chain, deal.people["servicer"], deal.ledger.post_and_fund(1))
    deal.chain.advance_to(deal_terms.pay_times[0])
    return deal


@pytest.fixture
def deal(funded: Deal) -> Deal:
    return funded.copy()


def test_issued__everything_read__as_the_terms_say(issued: Deal, deal_terms: DealTerms) -> None:
    holder_a, holder_b = issued.holders
    registry, certificate = issued.registry, issued.certificate
    known = Holder(1, FOR_EVER, 840, 1, blocked=False, has_payout=False, has_successor=False)
    assert registry.holder_of(holder_a) == known
    assert registry.holders_of(issued.holders) == (known, replace(known, identity=2))
    assert registry.payee_of(holder_a) == Payee(holder_a, holder_a, blocked=False)
    assert registry.successor_of(holder_a) == ZERO_ADDRESS
    assert registry.identity_count(certificate.address) == 2
    assert issued.rules.limits() == NO_LIMITS
    assert issued.rules.country_allowed(840)
    assert issued.rules.in_good_standing(holder_a)
    assert issued.rules.registry() == registry.address
    with pytest.raises(TransferRules_UnknownWallet):
        issued.rules.check(sender=holder_a, to=ZERO_ADDRESS, amount=1, sender_after=0, to_before=0)
    assert issued.calendar.periods() == 12
    times = zip(deal_terms.record_times, deal_terms.pay_times, strict=True)
    expected = tuple(PeriodTimes(period, *each) for period, each in enumerate(times, start=1))
    assert issued.calendar.all_times() == expected
    assert issued.calendar.yyyymm(12) == 202712
    assert issued.calendar.period_at(deal_terms.record_times[0]) == 1
    assert issued.calendar.period_at(deal_terms.record_times[0] + 1) == 2
    assert certificate.issuance_closed()
    assert not certificate.paused()
    assert certificate.total_supply() == FACE_A_UNITS
    assert certificate.holding_of(holder_b) == Holding(FACE_A_UNITS // 4, 1, 1, 0)
    assert certificate.current_face(holder_b) == FACE_A_UNITS // 4
    assert certificate.can_transfer(holder_a, holder_b, 1)
    parts = (certificate.rules(), certificate.registry(), certificate.calendar())
    assert parts == (issued.rules.address, registry.address, issued.calendar.address)
    assert certificate.oracle() == issued.oracle.address
    assert (certificate.name(), certificate.symbol()) == ("Test 2026-1 A", "T1A")
    assert certificate.decimals() == 6


def test_funded__everything_read__as_reported(funded: Deal) -> None:
    oracle, ledger = funded.oracle, funded.ledger
    content = funded.content()
    report = oracle.report_of(1)
    assert report.content_hash == hash_content(content)
    assert (report.revision, report.balance_end_cents) == (0, 99_000_000)
    assert oracle.last_accepted() == 1
    assert oracle.last_report_hash() == hash_content(content)
    assert oracle.restating_period() == oracle.late_period() == 0
    assert oracle.tranche_amounts(1, 0) == TrancheAmounts(
        accepted=True, revision=0, interest_cents=400_000, principal_cents=1_000_000
    )
    assert oracle.tranche_face(0) == TrancheFace(79_000_000, 80_000_000)
    assert oracle.tranche_end(1, 1) == 20_000_000
    assert oracle.tranche_count() == 2
    assert (oracle.pool_balance_cents(), oracle.factor()) == (99_000_000, 99_000_000)
    assert oracle.pool() == word_of_text("TEST-2026-1")
    assert oracle.calendar() == funded.calendar.address
    assert oracle.verify_loan(1, keccak(b"loan"), [])
    assert not oracle.verify_loan(1, keccak(b"another loan"), [])
    assert oracle.held_report_of(2).content_hash == bytes(32)
    epoch = oracle.node_set_epoch()
    computed = node_set_digest(oracle.nodes(), threshold=oracle.threshold(), epoch=epoch)
    assert oracle.node_set_digest() == computed
    with pytest.raises(RemittanceOracle_PeriodNotAccepted):
        oracle.report_of(2)
    distribution = ledger.distribution(1)
    assert distribution.funded
    assert distribution.interest_units == INTEREST_A_CENTS * UNITS_PER_CENT
    assert distribution.principal_units == PRINCIPAL_A_CENTS * UNITS_PER_CENT
    assert ledger.last_funded() == ledger.payable_through() == 1
    assert not ledger.waiting_adjustment(1).waits
    assert ledger.adjustments() == ()
    assert ledger.units_per_cent() == UNITS_PER_CENT
    assert ledger.certificate() == funded.certificate.address
    total = (INTEREST_A_CENTS + PRINCIPAL_A_CENTS) * UNITS_PER_CENT
    assert ledger.totals().funded == ledger.totals().outstanding == total
    assert Accrual.THIRTY_360 == 0


def test_funded__its_events__typed_with_the_whole_report(funded: Deal) -> None:
    deployment = funded.deployment
    events = read_events(
        funded.chain,
        deployment.addresses(),
        first=deployment.first_block,
        last=funded.chain.head().number,
    )
    (accepted,) = (event for event in events if isinstance(event, RemittanceAccepted))
    assert accepted.content == funded.content()
    (paid_in,) = (event for event in events if isinstance(event, DistributionFunded))
    assert paid_in.payer == funded.address["servicer"]
    assert paid_in.cum_principal_units == PRINCIPAL_A_CENTS * UNITS_PER_CENT


def test_settle_many__both_holders__paid_by_their_face(deal: Deal) -> None:
    holder_a, holder_b = deal.holders
    interest, principal = INTEREST_A_CENTS * UNITS_PER_CENT, PRINCIPAL_A_CENTS * UNITS_PER_CENT
    claims = deal.ledger.claimable_of(deal.holders)
    quarter = (interest + principal) // 4
    assert claims[1] == Claim(interest // 4, principal // 4, 0, quarter)
    assert deal.ledger.claimable(holder_a).payable_units == 3 * quarter
    receipt = send(deal.chain, deal.people["attacker"], deal.ledger.settle_many(deal.holders))
    settled = [event for event in decode_logs(receipt.logs) if isinstance(event, HolderSettled)]
    assert [(event.holder, event.paid_units) for event in settled] == [
        (holder_a, 3 * quarter),
        (holder_b, quarter),
    ]
    assert deal.cash.balances_of(deal.holders) == (3 * quarter, quarter)
    assert deal.ledger.account_of(holder_a).settled_through == 1
    totals = deal.ledger.totals()
    assert totals.paid == totals.funded == 4 * quarter
    assert totals.outstanding == deal.cash.balance_of(deal.ledger.address) == 0


def test_settle_to__signed_by_the_holder__paid_there(deal: Deal) -> None:
    holder = deal.people["certificate-holder-b"]
    elsewhere = deal.address["admin"]
    call = deal.ledger.settle_to(
        holder.address,
        elsewhere,
        signer=holder,
        nonce=deal.ledger.nonce_of(holder.address),
        deadline=deal.chain.head().timestamp + 600,
    )
    send(deal.chain, deal.people["attacker"], call)
    assert deal.cash.balance_of(elsewhere) == deal.ledger.totals().paid > 0
    assert deal.ledger.nonce_of(holder.address) == 1


def test_block_holder__then_settle_and_let_go__held_and_released(deal: Deal) -> None:
    holder, compliance = deal.address["certificate-holder-b"], deal.people["compliance"]
    send(deal.chain, compliance, deal.registry.block_holder(holder, REASON))
    send(deal.chain, compliance, deal.ledger.settle(holder))
    held = deal.ledger.held_of(holder)
    assert held == HeldCash(deal.ledger.totals().held, HoldReason.HOLDER_BLOCKED)
    assert held.amount_units > 0
    order = deal.ledger.order_redirection(holder, deal.address["admin"], REASON)
    send(deal.chain, compliance, order)
    assert deal.ledger.order_of(holder).kind is OrderKind.REDIRECTION
    assert deal.ledger.order_of(holder).to == deal.address["admin"]
    send(deal.chain, deal.people["guardian"], deal.ledger.cancel_order(holder))
    send(deal.chain, compliance, deal.registry.unblock_holder(holder, REASON))
    send(deal.chain, deal.people["attacker"], deal.ledger.retry_held(holder))
    assert deal.cash.balance_of(holder) == held.amount_units
    assert deal.ledger.held_of(holder).amount_units == 0


def test_set_successor__lost_key__certificates_and_cash_follow(deal: Deal) -> None:
    agent = deal.people["transfer-agent"]
    lost, found = deal.address["certificate-holder-b"], deal.address["admin"]
    send_many(
        deal.chain,
        [
            (agent, deal.registry.set_holder(found, HolderFacts(2, FOR_EVER, 840, 1))),
            (agent, deal.registry.set_successor(old=lost, new=found)),
            (agent, deal.certificate.recover(lost=lost, successor=found, identity=2)),
            (agent, deal.ledger.settle(lost)),
        ],
    )
    assert deal.registry.payee_of(lost).final_holder == found
    assert deal.certificate.balances_of([lost, found]) == (0, FACE_A_UNITS // 4)
    assert deal.cash.balance_of(found) == deal.ledger.totals().paid > 0


def test_attest_holder__trusted_issuer__registered_once(deal: Deal) -> None:
    trusted, newcomer = deal.people["admin"], deal.address["attacker"]
    add = deal.registry.add_trusted_issuer(trusted.address)
    send(deal.chain, deal.people["compliance"], add)
    assert deal.registry.trusted_issuer(trusted.address)
    attestation = deal.registry.attest_holder(
        newcomer,
        HolderFacts(9, FOR_EVER, 840, 1),
        nonce=deal.registry.nonce_of(newcomer),
        deadline=deal.chain.head().timestamp + 600,
        issuer=trusted,
    )
    send(deal.chain, deal.people["servicer"], attestation)
    assert deal.registry.holder_of(newcomer).identity == 9
    with pytest.raises(HolderRegistry_WrongNonce) as caught:
        send(deal.chain, deal.people["servicer"], attestation)
    assert (caught.value.expected, caught.value.received) == (1, 0)


def refused_report(deal: Deal) -> None:
    content = replace(deal.content(), leftover_cents=5)
    send(deal.chain, deal.people["attacker"], deal.oracle.accept(*deal.signed(content)))


def early_funding(deal: Deal) -> None:
    send(deal.chain, deal.people["servicer"], deal.ledger.fund(3))


@pytest.mark.parametrize(
    ("attempt", "error"),
    [(refused_report, RemittanceOracle_Cash), (early_funding, DistributionLedger_NotNextPeriod)],
)
def test_send__contract_refuses__its_error_with_both_sides(
    issued: Deal, attempt: Callable[[Deal], None], error: type[Exception]
) -> None:
    deal = issued.copy()
    deal.chain.advance_to(JANUARY_1 + 86_400)
    before = deal.ledger.totals()
    with pytest.raises(error) as caught:
        attempt(deal)
    sides = vars(caught.value)["sides"]
    assert len(sides) == 2
    assert len(set(sides.values())) == 2
    assert deal.oracle.last_accepted() == 0
    assert deal.ledger.totals() == before


def test_addresses__of_the_deal__are_all_different(issued: Deal) -> None:
    addresses: tuple[Address, ...] = issued.deployment.addresses()
    assert len(addresses) == len(set(addresses)) == 10
