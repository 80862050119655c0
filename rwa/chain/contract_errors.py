"""Custom errors of the contracts; each attribute is a parameter.

Written by scripts/write_contract_classes.py from the compiled contracts; do not edit.
"""

# ruff: noqa: D205, N801 - names and prose are the contracts'

from rwa.chain.errors import ContractReverted
from rwa.core.ids import Address


class AccessControlBadConfirmation(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "AccessControlBadConfirmation()"


class AccessControlEnforcedDefaultAdminDelay(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "AccessControlEnforcedDefaultAdminDelay(uint48)"

    def __init__(self, schedule: int) -> None:
        self.schedule = schedule
        super().__init__(schedule=schedule)


class AccessControlEnforcedDefaultAdminRules(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "AccessControlEnforcedDefaultAdminRules()"


class AccessControlInvalidDefaultAdmin(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "AccessControlInvalidDefaultAdmin(address)"

    def __init__(self, default_admin: Address) -> None:
        self.default_admin = default_admin
        super().__init__(default_admin=default_admin)


class AccessControlUnauthorizedAccount(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "AccessControlUnauthorizedAccount(address,bytes32)"

    def __init__(self, account: Address, needed_role: bytes) -> None:
        self.account = account
        self.needed_role = needed_role
        super().__init__(account=account, needed_role=needed_role)


class ContractWallet_NotOwner(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ContractWallet_NotOwner(address,address)"

    def __init__(self, owner: Address, caller: Address) -> None:
        self.owner = owner
        self.caller = caller
        super().__init__(owner=owner, caller=caller)


class DistributionLedger_AboveRecovered(ContractReverted):
    """More was asked than netting recovered and payers have not yet withdrawn."""

    signature = "DistributionLedger_AboveRecovered(uint256,uint256)"
    meaning = "More was asked than netting recovered and payers have not yet withdrawn."

    def __init__(self, available: int, asked: int) -> None:
        self.available = available
        self.asked = asked
        super().__init__(available=available, asked=asked)


class DistributionLedger_AlreadyFunded(ContractReverted):
    """The period is funded; a revision of it is an adjustment."""

    signature = "DistributionLedger_AlreadyFunded(uint16,uint16)"
    meaning = "The period is funded; a revision of it is an adjustment."

    def __init__(self, period: int, last_funded: int) -> None:
        self.period = period
        self.last_funded = last_funded
        super().__init__(period=period, last_funded=last_funded)


class DistributionLedger_AlreadyPosted(ContractReverted):
    """The same revision is posted already."""

    signature = "DistributionLedger_AlreadyPosted(uint16,uint16)"
    meaning = "The same revision is posted already."

    def __init__(self, period: int, revision: int) -> None:
        self.period = period
        self.revision = revision
        super().__init__(period=period, revision=revision)


class DistributionLedger_CalendarOutOfRange(ContractReverted):
    """The calendar has more periods or later times (Unix seconds) than the ledger can keep."""

    signature = "DistributionLedger_CalendarOutOfRange(uint16,uint256)"
    meaning = (
        "The calendar has more periods or later times (Unix seconds) than the ledger can keep."
    )

    def __init__(self, periods: int, last_pay_time: int) -> None:
        self.periods = periods
        self.last_pay_time = last_pay_time
        super().__init__(periods=periods, last_pay_time=last_pay_time)


class DistributionLedger_CashMismatch(ContractReverted):
    """The ledger's cash grew by another amount than it should have."""

    signature = "DistributionLedger_CashMismatch(uint256,uint256)"
    meaning = "The ledger's cash grew by another amount than it should have."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class DistributionLedger_CashWithoutCode(ContractReverted):
    """The cash address has no code."""

    signature = "DistributionLedger_CashWithoutCode(address)"
    meaning = "The cash address has no code."

    def __init__(self, cash: Address) -> None:
        self.cash = cash
        super().__init__(cash=cash)


class DistributionLedger_DecimalsOutOfRange(ContractReverted):
    """Cash must have 2 to 18 decimals."""

    signature = "DistributionLedger_DecimalsOutOfRange(uint8,uint8,uint8)"
    meaning = "Cash must have 2 to 18 decimals."

    def __init__(self, least: int, most: int, received: int) -> None:
        self.least = least
        self.most = most
        self.received = received
        super().__init__(least=least, most=most, received=received)


class DistributionLedger_DelaysOutOfOrder(ContractReverted):
    """The escheat delay must be above the redirection delay, and that above 0 (seconds)."""

    signature = "DistributionLedger_DelaysOutOfOrder(uint40,uint40)"
    meaning = "The escheat delay must be above the redirection delay, and that above 0 (seconds)."

    def __init__(self, redirection_delay: int, escheat_delay: int) -> None:
        self.redirection_delay = redirection_delay
        self.escheat_delay = escheat_delay
        super().__init__(redirection_delay=redirection_delay, escheat_delay=escheat_delay)


class DistributionLedger_HolderStillBlocked(ContractReverted):
    """The registry still blocks the final holder."""

    signature = "DistributionLedger_HolderStillBlocked(address)"
    meaning = "The registry still blocks the final holder."

    def __init__(self, holder: Address) -> None:
        self.holder = holder
        super().__init__(holder=holder)


class DistributionLedger_IssuanceOpen(ContractReverted):
    """The certificate can still be issued."""

    signature = "DistributionLedger_IssuanceOpen(address)"
    meaning = "The certificate can still be issued."

    def __init__(self, certificate: Address) -> None:
        self.certificate = certificate
        super().__init__(certificate=certificate)


class DistributionLedger_MayNotCancel(ContractReverted):
    """Only a compliance officer or a guardian may cancel an order."""

    signature = "DistributionLedger_MayNotCancel(address)"
    meaning = "Only a compliance officer or a guardian may cancel an order."

    def __init__(self, caller: Address) -> None:
        self.caller = caller
        super().__init__(caller=caller)


class DistributionLedger_NoExcess(ContractReverted):
    """The ledger's balance is not above what it must keep."""

    signature = "DistributionLedger_NoExcess(uint256,uint256)"
    meaning = "The ledger's balance is not above what it must keep."

    def __init__(self, outstanding: int, balance: int) -> None:
        self.outstanding = outstanding
        self.balance = balance
        super().__init__(outstanding=outstanding, balance=balance)


class DistributionLedger_NoOrder(ContractReverted):
    """No order on the holder's held cash is waiting."""

    signature = "DistributionLedger_NoOrder(address)"
    meaning = "No order on the holder's held cash is waiting."

    def __init__(self, holder: Address) -> None:
        self.holder = holder
        super().__init__(holder=holder)


class DistributionLedger_NotAccepted(ContractReverted):
    """The oracle has no accepted report of the period."""

    signature = "DistributionLedger_NotAccepted(uint16)"
    meaning = "The oracle has no accepted report of the period."

    def __init__(self, period: int) -> None:
        self.period = period
        super().__init__(period=period)


class DistributionLedger_NotFunded(ContractReverted):
    """The period is not funded; a revision of it replaces the posting."""

    signature = "DistributionLedger_NotFunded(uint16,uint16)"
    meaning = "The period is not funded; a revision of it replaces the posting."

    def __init__(self, period: int, last_funded: int) -> None:
        self.period = period
        self.last_funded = last_funded
        super().__init__(period=period, last_funded=last_funded)


class DistributionLedger_NotNextPeriod(ContractReverted):
    """Periods are funded strictly in order."""

    signature = "DistributionLedger_NotNextPeriod(uint16,uint16)"
    meaning = "Periods are funded strictly in order."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class DistributionLedger_NotPosted(ContractReverted):
    """Nothing is posted for the period."""

    signature = "DistributionLedger_NotPosted(uint16)"
    meaning = "Nothing is posted for the period."

    def __init__(self, period: int) -> None:
        self.period = period
        super().__init__(period=period)


class DistributionLedger_NothingHeld(ContractReverted):
    """No cash is held for the holder."""

    signature = "DistributionLedger_NothingHeld(address)"
    meaning = "No cash is held for the holder."

    def __init__(self, holder: Address) -> None:
        self.holder = holder
        super().__init__(holder=holder)


class DistributionLedger_NothingToAdjust(ContractReverted):
    """The latest revision says what is funded and adjusted already."""

    signature = "DistributionLedger_NothingToAdjust(uint16,uint16)"
    meaning = "The latest revision says what is funded and adjusted already."

    def __init__(self, period: int, revision: int) -> None:
        self.period = period
        self.revision = revision
        super().__init__(period=period, revision=revision)


class DistributionLedger_NothingToSettle(ContractReverted):
    """Nothing is due to the holder, so the signature is not used up."""

    signature = "DistributionLedger_NothingToSettle(address)"
    meaning = "Nothing is due to the holder, so the signature is not used up."

    def __init__(self, holder: Address) -> None:
        self.holder = holder
        super().__init__(holder=holder)


class DistributionLedger_OracleMismatch(ContractReverted):
    """The certificate reads another oracle than the one given."""

    signature = "DistributionLedger_OracleMismatch(address,address)"
    meaning = "The certificate reads another oracle than the one given."

    def __init__(self, expected: Address, received: Address) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class DistributionLedger_OrderPending(ContractReverted):
    """Another order on the holder's held cash is waiting."""

    signature = "DistributionLedger_OrderPending(address,bytes32)"
    meaning = "Another order on the holder's held cash is waiting."

    def __init__(self, holder: Address, order_reference: bytes) -> None:
        self.holder = holder
        self.order_reference = order_reference
        super().__init__(holder=holder, order_reference=order_reference)


class DistributionLedger_OrderTooEarly(ContractReverted):
    """The order's delay has not passed."""

    signature = "DistributionLedger_OrderTooEarly(uint40,uint256)"
    meaning = "The order's delay has not passed."

    def __init__(self, executable_at: int, time: int) -> None:
        self.executable_at = executable_at
        self.time = time
        super().__init__(executable_at=executable_at, time=time)


class DistributionLedger_PayeeRefused(ContractReverted):
    """Cash may not go there: zero, this ledger, the certificate, the cash token, a blocked
    wallet or a wallet that has been replaced.
    """

    signature = "DistributionLedger_PayeeRefused(address)"
    meaning = "Cash may not go there: zero, this ledger, the certificate, the cash token, a blocked wallet or a wallet that has been replaced."

    def __init__(self, payee: Address) -> None:
        self.payee = payee
        super().__init__(payee=payee)


class DistributionLedger_Reentered(ContractReverted):
    """The cash token called back while cash was on its way."""

    signature = "DistributionLedger_Reentered()"
    meaning = "The cash token called back while cash was on its way."


class DistributionLedger_SignatureExpired(ContractReverted):
    """The deadline of the signature has passed."""

    signature = "DistributionLedger_SignatureExpired(uint256,uint256)"
    meaning = "The deadline of the signature has passed."

    def __init__(self, deadline: int, time: int) -> None:
        self.deadline = deadline
        self.time = time
        super().__init__(deadline=deadline, time=time)


class DistributionLedger_SignatureInvalid(ContractReverted):
    """The signature is not the final holder's over this message and its next nonce."""

    signature = "DistributionLedger_SignatureInvalid(address,uint256)"
    meaning = "The signature is not the final holder's over this message and its next nonce."

    def __init__(self, signer: Address, nonce: int) -> None:
        self.signer = signer
        self.nonce = nonce
        super().__init__(signer=signer, nonce=nonce)


class DistributionLedger_StalePosting(ContractReverted):
    """A newer revision was accepted since the posting; post it first."""

    signature = "DistributionLedger_StalePosting(uint16,uint16)"
    meaning = "A newer revision was accepted since the posting; post it first."

    def __init__(self, accepted: int, posted: int) -> None:
        self.accepted = accepted
        self.posted = posted
        super().__init__(accepted=accepted, posted=posted)


class DistributionLedger_StepsTooFew(ContractReverted):
    """More steps are needed to settle all that is due."""

    signature = "DistributionLedger_StepsTooFew(address,uint256)"
    meaning = "More steps are needed to settle all that is due."

    def __init__(self, holder: Address, max_steps: int) -> None:
        self.holder = holder
        self.max_steps = max_steps
        super().__init__(holder=holder, max_steps=max_steps)


class DistributionLedger_SumOutOfRange(ContractReverted):
    """A sum over all periods would not fit its field (cents or units)."""

    signature = "DistributionLedger_SumOutOfRange(uint256,uint256)"
    meaning = "A sum over all periods would not fit its field (cents or units)."

    def __init__(self, most: int, received: int) -> None:
        self.most = most
        self.received = received
        super().__init__(most=most, received=received)


class DistributionLedger_SupplyMismatch(ContractReverted):
    """The certificate's supply is not the class's original face in the oracle."""

    signature = "DistributionLedger_SupplyMismatch(uint256,uint256)"
    meaning = "The certificate's supply is not the class's original face in the oracle."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class DistributionLedger_TooLittleGas(ContractReverted):
    """Too little gas is left to give the cash token its full allowance."""

    signature = "DistributionLedger_TooLittleGas(uint256,uint256)"
    meaning = "Too little gas is left to give the cash token its full allowance."

    def __init__(self, needed: int, left: int) -> None:
        self.needed = needed
        self.left = left
        super().__init__(needed=needed, left=left)


class DistributionLedger_TooManyAdjustments(ContractReverted):
    """No more adjustment entries fit."""

    signature = "DistributionLedger_TooManyAdjustments(uint16)"
    meaning = "No more adjustment entries fit."

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most=most)


class ECDSAInvalidSignature(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ECDSAInvalidSignature()"


class ECDSAInvalidSignatureLength(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ECDSAInvalidSignatureLength(uint256)"

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(length=length)


class ECDSAInvalidSignatureS(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ECDSAInvalidSignatureS(bytes32)"

    def __init__(self, s: bytes) -> None:
        self.s = s
        super().__init__(s=s)


class ERC20InsufficientAllowance(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ERC20InsufficientAllowance(address,uint256,uint256)"

    def __init__(self, spender: Address, allowance: int, needed: int) -> None:
        self.spender = spender
        self.allowance = allowance
        self.needed = needed
        super().__init__(spender=spender, allowance=allowance, needed=needed)


class ERC20InsufficientBalance(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ERC20InsufficientBalance(address,uint256,uint256)"

    def __init__(self, sender: Address, balance: int, needed: int) -> None:
        self.sender = sender
        self.balance = balance
        self.needed = needed
        super().__init__(sender=sender, balance=balance, needed=needed)


class ERC20InvalidApprover(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ERC20InvalidApprover(address)"

    def __init__(self, approver: Address) -> None:
        self.approver = approver
        super().__init__(approver=approver)


class ERC20InvalidReceiver(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ERC20InvalidReceiver(address)"

    def __init__(self, receiver: Address) -> None:
        self.receiver = receiver
        super().__init__(receiver=receiver)


class ERC20InvalidSender(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ERC20InvalidSender(address)"

    def __init__(self, sender: Address) -> None:
        self.sender = sender
        super().__init__(sender=sender)


class ERC20InvalidSpender(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ERC20InvalidSpender(address)"

    def __init__(self, spender: Address) -> None:
        self.spender = spender
        super().__init__(spender=spender)


class ERC2612ExpiredSignature(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ERC2612ExpiredSignature(uint256)"

    def __init__(self, deadline: int) -> None:
        self.deadline = deadline
        super().__init__(deadline=deadline)


class ERC2612InvalidSigner(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ERC2612InvalidSigner(address,address)"

    def __init__(self, signer: Address, owner: Address) -> None:
        self.signer = signer
        self.owner = owner
        super().__init__(signer=signer, owner=owner)


class ERC7943CannotReceive(ContractReverted):
    """The account may not receive."""

    signature = "ERC7943CannotReceive(address)"
    meaning = "The account may not receive."

    def __init__(self, account: Address) -> None:
        self.account = account
        super().__init__(account=account)


class ERC7943CannotSend(ContractReverted):
    """The account may not send."""

    signature = "ERC7943CannotSend(address)"
    meaning = "The account may not send."

    def __init__(self, account: Address) -> None:
        self.account = account
        super().__init__(account=account)


class ERC7943CannotTransfer(ContractReverted):
    """This transfer is not allowed."""

    signature = "ERC7943CannotTransfer(address,address,uint256)"
    meaning = "This transfer is not allowed."

    def __init__(self, from_: Address, to: Address, amount: int) -> None:
        self.from_ = from_
        self.to = to
        self.amount = amount
        super().__init__(from_=from_, to=to, amount=amount)


class ERC7943InsufficientUnfrozenBalance(ContractReverted):
    """The account has ``amount``, but only ``unfrozen`` of it may leave."""

    signature = "ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)"
    meaning = "The account has amount, but only unfrozen of it may leave."

    def __init__(self, account: Address, amount: int, unfrozen: int) -> None:
        self.account = account
        self.amount = amount
        self.unfrozen = unfrozen
        super().__init__(account=account, amount=amount, unfrozen=unfrozen)


class EnforcedPause(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "EnforcedPause()"


class Erc3009_BadSignature(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "Erc3009_BadSignature(address,address)"

    def __init__(self, expected: Address, received: Address) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class Erc3009_CallerIsNotPayee(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "Erc3009_CallerIsNotPayee(address,address)"

    def __init__(self, payee: Address, caller: Address) -> None:
        self.payee = payee
        self.caller = caller
        super().__init__(payee=payee, caller=caller)


class Erc3009_NoLongerValid(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "Erc3009_NoLongerValid(uint256,uint256)"

    def __init__(self, valid_before: int, time: int) -> None:
        self.valid_before = valid_before
        self.time = time
        super().__init__(valid_before=valid_before, time=time)


class Erc3009_NonceUsed(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "Erc3009_NonceUsed(address,bytes32)"

    def __init__(self, authorizer: Address, nonce: bytes) -> None:
        self.authorizer = authorizer
        self.nonce = nonce
        super().__init__(authorizer=authorizer, nonce=nonce)


class Erc3009_NotYetValid(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "Erc3009_NotYetValid(uint256,uint256)"

    def __init__(self, valid_after: int, time: int) -> None:
        self.valid_after = valid_after
        self.time = time
        super().__init__(valid_after=valid_after, time=time)


class Erc3643RegistryAdapter_RegistryHasNoCode(ContractReverted):
    """There is no contract at the address of the registry."""

    signature = "Erc3643RegistryAdapter_RegistryHasNoCode(address)"
    meaning = "There is no contract at the address of the registry."

    def __init__(self, registry: Address) -> None:
        self.registry = registry
        super().__init__(registry=registry)


class ExpectedPause(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ExpectedPause()"


class FailedCall(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "FailedCall()"


class HolderRegistry_AttestationExpired(ContractReverted):
    """The attestation could be used until ``deadline``; it is ``time`` now."""

    signature = "HolderRegistry_AttestationExpired(uint256,uint256)"
    meaning = "The attestation could be used until deadline; it is time now."

    def __init__(self, deadline: int, time: int) -> None:
        self.deadline = deadline
        self.time = time
        super().__init__(deadline=deadline, time=time)


class HolderRegistry_BadSignature(ContractReverted):
    """The signature is not the issuer's."""

    signature = "HolderRegistry_BadSignature(address)"
    meaning = "The signature is not the issuer's."

    def __init__(self, issuer: Address) -> None:
        self.issuer = issuer
        super().__init__(issuer=issuer)


class HolderRegistry_CountryOutOfRange(ContractReverted):
    """ISO 3166-1 numeric codes end at 999."""

    signature = "HolderRegistry_CountryOutOfRange(uint16,uint16)"
    meaning = "ISO 3166-1 numeric codes end at 999."

    def __init__(self, limit: int, country: int) -> None:
        self.limit = limit
        self.country = country
        super().__init__(limit=limit, country=country)


class HolderRegistry_IdentityMismatch(ContractReverted):
    """The two wallets do not belong to the same identity."""

    signature = "HolderRegistry_IdentityMismatch(address,uint64,uint64)"
    meaning = "The two wallets do not belong to the same identity."

    def __init__(self, wallet: Address, expected: int, received: int) -> None:
        self.wallet = wallet
        self.expected = expected
        self.received = received
        super().__init__(wallet=wallet, expected=expected, received=received)


class HolderRegistry_IssuerNotTrusted(ContractReverted):
    """The issuer is not trusted."""

    signature = "HolderRegistry_IssuerNotTrusted(address)"
    meaning = "The issuer is not trusted."

    def __init__(self, issuer: Address) -> None:
        self.issuer = issuer
        super().__init__(issuer=issuer)


class HolderRegistry_LengthMismatch(ContractReverted):
    """Two lists that belong together differ in length."""

    signature = "HolderRegistry_LengthMismatch(uint256,uint256)"
    meaning = "Two lists that belong together differ in length."

    def __init__(self, wallets: int, facts: int) -> None:
        self.wallets = wallets
        self.facts = facts
        super().__init__(wallets=wallets, facts=facts)


class HolderRegistry_OwnSuccessor(ContractReverted):
    """A wallet cannot succeed itself."""

    signature = "HolderRegistry_OwnSuccessor(address)"
    meaning = "A wallet cannot succeed itself."

    def __init__(self, wallet: Address) -> None:
        self.wallet = wallet
        super().__init__(wallet=wallet)


class HolderRegistry_RegistrationExpired(ContractReverted):
    """The registration ended at ``validUntil``, before ``time``."""

    signature = "HolderRegistry_RegistrationExpired(address,uint40,uint256)"
    meaning = "The registration ended at validUntil, before time."

    def __init__(self, wallet: Address, valid_until: int, time: int) -> None:
        self.wallet = wallet
        self.valid_until = valid_until
        self.time = time
        super().__init__(wallet=wallet, valid_until=valid_until, time=time)


class HolderRegistry_SuccessionFixesIdentity(ContractReverted):
    """The wallet is part of a succession; its identity stays."""

    signature = "HolderRegistry_SuccessionFixesIdentity(address,uint64,uint64)"
    meaning = "The wallet is part of a succession; its identity stays."

    def __init__(self, wallet: Address, expected: int, received: int) -> None:
        self.wallet = wallet
        self.expected = expected
        self.received = received
        super().__init__(wallet=wallet, expected=expected, received=received)


class HolderRegistry_TooManyHops(ContractReverted):
    """The chain of successors would be longer than ``limit`` hops."""

    signature = "HolderRegistry_TooManyHops(uint256,uint256)"
    meaning = "The chain of successors would be longer than limit hops."

    def __init__(self, limit: int, hops: int) -> None:
        self.limit = limit
        self.hops = hops
        super().__init__(limit=limit, hops=hops)


class HolderRegistry_UnknownWallet(ContractReverted):
    """The wallet has no identity in this register."""

    signature = "HolderRegistry_UnknownWallet(address)"
    meaning = "The wallet has no identity in this register."

    def __init__(self, wallet: Address) -> None:
        self.wallet = wallet
        super().__init__(wallet=wallet)


class HolderRegistry_WalletBlocked(ContractReverted):
    """The wallet is blocked by compliance."""

    signature = "HolderRegistry_WalletBlocked(address)"
    meaning = "The wallet is blocked by compliance."

    def __init__(self, wallet: Address) -> None:
        self.wallet = wallet
        super().__init__(wallet=wallet)


class HolderRegistry_WalletNotBlocked(ContractReverted):
    """The wallet is not blocked, so it cannot be unblocked."""

    signature = "HolderRegistry_WalletNotBlocked(address)"
    meaning = "The wallet is not blocked, so it cannot be unblocked."

    def __init__(self, wallet: Address) -> None:
        self.wallet = wallet
        super().__init__(wallet=wallet)


class HolderRegistry_WalletReplaced(ContractReverted):
    """The wallet was replaced; act on ``successor``."""

    signature = "HolderRegistry_WalletReplaced(address,address)"
    meaning = "The wallet was replaced; act on successor."

    def __init__(self, wallet: Address, successor: Address) -> None:
        self.wallet = wallet
        self.successor = successor
        super().__init__(wallet=wallet, successor=successor)


class HolderRegistry_WrongNonce(ContractReverted):
    """The attestation names another state of the wallet than the present one."""

    signature = "HolderRegistry_WrongNonce(address,uint32,uint32)"
    meaning = "The attestation names another state of the wallet than the present one."

    def __init__(self, wallet: Address, expected: int, received: int) -> None:
        self.wallet = wallet
        self.expected = expected
        self.received = received
        super().__init__(wallet=wallet, expected=expected, received=received)


class HolderRegistry_ZeroIdentity(ContractReverted):
    """Identity 0 means unknown and cannot be given to a wallet."""

    signature = "HolderRegistry_ZeroIdentity(address)"
    meaning = "Identity 0 means unknown and cannot be given to a wallet."

    def __init__(self, wallet: Address) -> None:
        self.wallet = wallet
        super().__init__(wallet=wallet)


class HolderRegistry_ZeroWallet(ContractReverted):
    """The zero address holds nothing and is paid nothing."""

    signature = "HolderRegistry_ZeroWallet()"
    meaning = "The zero address holds nothing and is paid nothing."


class InvalidAccountNonce(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "InvalidAccountNonce(address,uint256)"

    def __init__(self, account: Address, current_nonce: int) -> None:
        self.account = account
        self.current_nonce = current_nonce
        super().__init__(account=account, current_nonce=current_nonce)


class InvalidShortString(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "InvalidShortString()"


class PoolCertificate_CalendarMismatch(ContractReverted):
    """The oracle follows another calendar than this certificate."""

    signature = "PoolCertificate_CalendarMismatch(address,address)"
    meaning = "The oracle follows another calendar than this certificate."

    def __init__(self, expected: Address, received: Address) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class PoolCertificate_FreezeAboveLimit(ContractReverted):
    """A frozen total must fit in 64 bits, which is above any supply."""

    signature = "PoolCertificate_FreezeAboveLimit(uint256,uint256)"
    meaning = "A frozen total must fit in 64 bits, which is above any supply."

    def __init__(self, limit: int, received: int) -> None:
        self.limit = limit
        self.received = received
        super().__init__(limit=limit, received=received)


class PoolCertificate_IdentityMismatch(ContractReverted):
    """The lost wallet belongs to another identity; numbers written as addresses."""

    signature = "PoolCertificate_IdentityMismatch(address,address)"
    meaning = "The lost wallet belongs to another identity; numbers written as addresses."

    def __init__(self, expected: Address, received: Address) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class PoolCertificate_IssuanceClosed(ContractReverted):
    """Issuance is closed with this supply."""

    signature = "PoolCertificate_IssuanceClosed(uint256)"
    meaning = "Issuance is closed with this supply."

    def __init__(self, supply: int) -> None:
        self.supply = supply
        super().__init__(supply=supply)


class PoolCertificate_IssuanceOver(ContractReverted):
    """The first record time has passed; issuance can neither go on nor be closed."""

    signature = "PoolCertificate_IssuanceOver(uint64,uint256)"
    meaning = "The first record time has passed; issuance can neither go on nor be closed."

    def __init__(self, first_record_time: int, timestamp: int) -> None:
        self.first_record_time = first_record_time
        self.timestamp = timestamp
        super().__init__(first_record_time=first_record_time, timestamp=timestamp)


class PoolCertificate_LengthMismatch(ContractReverted):
    """Lists that belong together differ in length."""

    signature = "PoolCertificate_LengthMismatch(uint256,uint256)"
    meaning = "Lists that belong together differ in length."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class PoolCertificate_NotPaused(ContractReverted):
    """There is no pause to end."""

    signature = "PoolCertificate_NotPaused()"
    meaning = "There is no pause to end."


class PoolCertificate_NotSuccessor(ContractReverted):
    """The register names another wallet in place of the lost one; the lost one itself if it
    was never replaced.
    """

    signature = "PoolCertificate_NotSuccessor(address,address)"
    meaning = "The register names another wallet in place of the lost one; the lost one itself if it was never replaced."

    def __init__(self, expected: Address, received: Address) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class PoolCertificate_NothingToRecover(ContractReverted):
    """The lost wallet holds nothing."""

    signature = "PoolCertificate_NothingToRecover(address)"
    meaning = "The lost wallet holds nothing."

    def __init__(self, lost_wallet: Address) -> None:
        self.lost_wallet = lost_wallet
        super().__init__(lost_wallet=lost_wallet)


class PoolCertificate_Paused(ContractReverted):
    """Transfers and issuance are paused."""

    signature = "PoolCertificate_Paused()"
    meaning = "Transfers and issuance are paused."


class PoolCertificate_PeriodNotClosed(ContractReverted):
    """The closing balance of ``period`` is not known before second ``recordTime`` is over."""

    signature = "PoolCertificate_PeriodNotClosed(uint16,uint64,uint256)"
    meaning = "The closing balance of period is not known before second recordTime is over."

    def __init__(self, period: int, record_time: int, timestamp: int) -> None:
        self.period = period
        self.record_time = record_time
        self.timestamp = timestamp
        super().__init__(period=period, record_time=record_time, timestamp=timestamp)


class PoolCertificate_RegistryMismatch(ContractReverted):
    """The rules read another register than this certificate's."""

    signature = "PoolCertificate_RegistryMismatch(address,address)"
    meaning = "The rules read another register than this certificate's."

    def __init__(self, expected: Address, received: Address) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class PoolCertificate_SupplyAboveLimit(ContractReverted):
    """The supply would be above ``limit``."""

    signature = "PoolCertificate_SupplyAboveLimit(uint256,uint256)"
    meaning = "The supply would be above limit."

    def __init__(self, limit: int, received: int) -> None:
        self.limit = limit
        self.received = received
        super().__init__(limit=limit, received=received)


class PoolCertificate_SupplyNotOriginalFace(ContractReverted):
    """The supply must be the class's original face, which is never 0."""

    signature = "PoolCertificate_SupplyNotOriginalFace(uint256,uint256)"
    meaning = "The supply must be the class's original face, which is never 0."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class PoolCertificate_UnfreezeAboveFrozen(ContractReverted):
    """Less is frozen than should be let go."""

    signature = "PoolCertificate_UnfreezeAboveFrozen(uint256,uint256)"
    meaning = "Less is frozen than should be let go."

    def __init__(self, frozen: int, received: int) -> None:
        self.frozen = frozen
        self.received = received
        super().__init__(frozen=frozen, received=received)


class RecordCalendar_LengthMismatch(ContractReverted):
    """There must be one payment time for each record time."""

    signature = "RecordCalendar_LengthMismatch(uint256,uint256)"
    meaning = "There must be one payment time for each record time."

    def __init__(self, record_times: int, pay_times: int) -> None:
        self.record_times = record_times
        self.pay_times = pay_times
        super().__init__(record_times=record_times, pay_times=pay_times)


class RecordCalendar_MonthInvalid(ContractReverted):
    """The first month is not written YYYYMM with a month from 1 to 12."""

    signature = "RecordCalendar_MonthInvalid(uint32)"
    meaning = "The first month is not written YYYYMM with a month from 1 to 12."

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(received=received)


class RecordCalendar_PayNotIncreasing(ContractReverted):
    """The payment time of ``period`` is not after the one before, ``previous``."""

    signature = "RecordCalendar_PayNotIncreasing(uint16,uint64,uint64)"
    meaning = "The payment time of period is not after the one before, previous."

    def __init__(self, period: int, previous: int, received: int) -> None:
        self.period = period
        self.previous = previous
        self.received = received
        super().__init__(period=period, previous=previous, received=received)


class RecordCalendar_PaysBeforeRecord(ContractReverted):
    """The payment time of ``period`` is not after its record time."""

    signature = "RecordCalendar_PaysBeforeRecord(uint16,uint64,uint64)"
    meaning = "The payment time of period is not after its record time."

    def __init__(self, period: int, record_time: int, received: int) -> None:
        self.period = period
        self.record_time = record_time
        self.received = received
        super().__init__(period=period, record_time=record_time, received=received)


class RecordCalendar_PeriodsOutOfRange(ContractReverted):
    """A calendar needs at least one period and at most ``limit``."""

    signature = "RecordCalendar_PeriodsOutOfRange(uint256,uint256)"
    meaning = "A calendar needs at least one period and at most limit."

    def __init__(self, limit: int, received: int) -> None:
        self.limit = limit
        self.received = received
        super().__init__(limit=limit, received=received)


class RecordCalendar_RecordNotIncreasing(ContractReverted):
    """The record time of ``period`` is not after the one before, ``previous``."""

    signature = "RecordCalendar_RecordNotIncreasing(uint16,uint64,uint64)"
    meaning = "The record time of period is not after the one before, previous."

    def __init__(self, period: int, previous: int, received: int) -> None:
        self.period = period
        self.previous = previous
        self.received = received
        super().__init__(period=period, previous=previous, received=received)


class RecordCalendar_TimeTooLate(ContractReverted):
    """The payment time of ``period`` is above ``limit``."""

    signature = "RecordCalendar_TimeTooLate(uint16,uint64,uint64)"
    meaning = "The payment time of period is above limit."

    def __init__(self, period: int, limit: int, received: int) -> None:
        self.period = period
        self.limit = limit
        self.received = received
        super().__init__(period=period, limit=limit, received=received)


class RecordCalendar_UnknownPeriod(ContractReverted):
    """Periods run from 1 to ``last``."""

    signature = "RecordCalendar_UnknownPeriod(uint16,uint16)"
    meaning = "Periods run from 1 to last."

    def __init__(self, last: int, period: int) -> None:
        self.last = last
        self.period = period
        super().__init__(last=last, period=period)


class RemittanceOracle_AlreadyHeld(ContractReverted):
    """The report is held already; bringing it again does not start its delay again."""

    signature = "RemittanceOracle_AlreadyHeld(uint16,bytes32)"
    meaning = "The report is held already; bringing it again does not start its delay again."

    def __init__(self, period: int, content_hash: bytes) -> None:
        self.period = period
        self.content_hash = content_hash
        super().__init__(period=period, content_hash=content_hash)


class RemittanceOracle_AsOfInFuture(ContractReverted):
    """The report is dated in the future."""

    signature = "RemittanceOracle_AsOfInFuture(uint256,uint64)"
    meaning = "The report is dated in the future."

    def __init__(self, time: int, received: int) -> None:
        self.time = time
        self.received = received
        super().__init__(time=time, received=received)


class RemittanceOracle_AsOfMismatch(ContractReverted):
    """``asOf`` is not 00:00 on the 1st of the month at either of New York's offsets."""

    signature = "RemittanceOracle_AsOfMismatch(uint64,uint64,uint64)"
    meaning = "asOf is not 00:00 on the 1st of the month at either of New York's offsets."

    def __init__(self, daylight: int, standard: int, received: int) -> None:
        self.daylight = daylight
        self.standard = standard
        self.received = received
        super().__init__(daylight=daylight, standard=standard, received=received)


class RemittanceOracle_BalanceChain(ContractReverted):
    """Balance of all loans."""

    signature = "RemittanceOracle_BalanceChain(uint64,uint64)"
    meaning = "Balance of all loans."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_BalanceRoll(ContractReverted):
    """Begin + capitalised = end + scheduled + curtailed + paidOff + liquidated + forgiven."""

    signature = "RemittanceOracle_BalanceRoll(uint256,uint256)"
    meaning = "begin + capitalised = end + scheduled + curtailed + paidOff + liquidated + forgiven."

    def __init__(self, begin_and_additions: int, end_and_removals: int) -> None:
        self.begin_and_additions = begin_and_additions
        self.end_and_removals = end_and_removals
        super().__init__(begin_and_additions=begin_and_additions, end_and_removals=end_and_removals)


class RemittanceOracle_Cash(ContractReverted):
    """(gross - fees) + (begin - end - loss) + recoveries = interest + principal + reserve
    change + leftover.
    """

    signature = "RemittanceOracle_Cash(int256,int256)"
    meaning = "(gross - fees) + (begin - end - loss) + recoveries = interest + principal + reserve change + leftover."

    def __init__(self, available: int, distributed: int) -> None:
        self.available = available
        self.distributed = distributed
        super().__init__(available=available, distributed=distributed)


class RemittanceOracle_ClassChain(ContractReverted):
    """Balance of a class."""

    signature = "RemittanceOracle_ClassChain(uint256,uint64,uint64)"
    meaning = "Balance of a class."

    def __init__(self, tranche: int, expected: int, received: int) -> None:
        self.tranche = tranche
        self.expected = expected
        self.received = received
        super().__init__(tranche=tranche, expected=expected, received=received)


class RemittanceOracle_ClassCount(ContractReverted):
    """The report must carry one row per class."""

    signature = "RemittanceOracle_ClassCount(uint256,uint256)"
    meaning = "The report must carry one row per class."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_ClassKind(ContractReverted):
    """A class is notional for good, or never."""

    signature = "RemittanceOracle_ClassKind(uint256,bool,bool)"
    meaning = "A class is notional for good, or never."

    def __init__(self, tranche: int, notional: bool, received: bool) -> None:
        self.tranche = tranche
        self.notional = notional
        self.received = received
        super().__init__(tranche=tranche, notional=notional, received=received)


class RemittanceOracle_ClassRoll(ContractReverted):
    """Begin + accrued + writeUp = end + principal + loss, of a class that is not notional."""

    signature = "RemittanceOracle_ClassRoll(uint256,uint256,uint256)"
    meaning = "begin + accrued + writeUp = end + principal + loss, of a class that is not notional."

    def __init__(self, tranche: int, begin_and_additions: int, end_and_removals: int) -> None:
        self.tranche = tranche
        self.begin_and_additions = begin_and_additions
        self.end_and_removals = end_and_removals
        super().__init__(
            tranche=tranche,
            begin_and_additions=begin_and_additions,
            end_and_removals=end_and_removals,
        )


class RemittanceOracle_ClassSumBegin(ContractReverted):
    """Classes that are not notional and overcollateralisation make up the pool, before."""

    signature = "RemittanceOracle_ClassSumBegin(uint256,uint256)"
    meaning = "Classes that are not notional and overcollateralisation make up the pool, before."

    def __init__(self, balance_begin: int, sum_of_classes: int) -> None:
        self.balance_begin = balance_begin
        self.sum_of_classes = sum_of_classes
        super().__init__(balance_begin=balance_begin, sum_of_classes=sum_of_classes)


class RemittanceOracle_ClassSumEnd(ContractReverted):
    """Classes that are not notional and overcollateralisation make up the pool, after."""

    signature = "RemittanceOracle_ClassSumEnd(uint256,uint256)"
    meaning = "Classes that are not notional and overcollateralisation make up the pool, after."

    def __init__(self, balance_end: int, sum_of_classes: int) -> None:
        self.balance_end = balance_end
        self.sum_of_classes = sum_of_classes
        super().__init__(balance_end=balance_end, sum_of_classes=sum_of_classes)


class RemittanceOracle_ClassUnknown(ContractReverted):
    """Classes are numbered from 0 to ``count`` - 1."""

    signature = "RemittanceOracle_ClassUnknown(uint16,uint16)"
    meaning = "Classes are numbered from 0 to count - 1."

    def __init__(self, count: int, tranche: int) -> None:
        self.count = count
        self.tranche = tranche
        super().__init__(count=count, tranche=tranche)


class RemittanceOracle_ConfigInvalid(ContractReverted):
    """The configuration names no pool, loan, class or face, or a rate above 100%."""

    signature = "RemittanceOracle_ConfigInvalid(bytes32)"
    meaning = "The configuration names no pool, loan, class or face, or a rate above 100%."

    def __init__(self, field: bytes) -> None:
        self.field = field
        super().__init__(field=field)


class RemittanceOracle_ContentHashMismatch(ContractReverted):
    """The envelope carries another content's hash."""

    signature = "RemittanceOracle_ContentHashMismatch(bytes32,bytes32)"
    meaning = "The envelope carries another content's hash."

    def __init__(self, expected: bytes, received: bytes) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_EmptyPool(ContractReverted):
    """No balance is left if and only if no loan is."""

    signature = "RemittanceOracle_EmptyPool(uint64,uint32)"
    meaning = "No balance is left if and only if no loan is."

    def __init__(self, balance_end: int, loan_count_end: int) -> None:
        self.balance_end = balance_end
        self.loan_count_end = loan_count_end
        super().__init__(balance_end=balance_end, loan_count_end=loan_count_end)


class RemittanceOracle_EnvelopeExpired(ContractReverted):
    """The envelope counted until ``validUntil``; it is ``time`` now."""

    signature = "RemittanceOracle_EnvelopeExpired(uint64,uint256)"
    meaning = "The envelope counted until validUntil; it is time now."

    def __init__(self, valid_until: int, time: int) -> None:
        self.valid_until = valid_until
        self.time = time
        super().__init__(valid_until=valid_until, time=time)


class RemittanceOracle_EvidenceKeys(ContractReverted):
    """The two contents are of different pools, periods or revisions: no conflict. Keys are
    ``keccak256(abi.encode(pool, period, periodIndex, revision))``.
    """

    signature = "RemittanceOracle_EvidenceKeys(bytes32,bytes32)"
    meaning = "The two contents are of different pools, periods or revisions: no conflict. Keys are keccak256(abi.encode(pool, period, periodIndex, revision))."

    def __init__(self, key_a: bytes, key_b: bytes) -> None:
        self.key_a = key_a
        self.key_b = key_b
        super().__init__(key_a=key_a, key_b=key_b)


class RemittanceOracle_EvidenceSameContent(ContractReverted):
    """Both signatures are of the same content: no conflict."""

    signature = "RemittanceOracle_EvidenceSameContent(bytes32)"
    meaning = "Both signatures are of the same content: no conflict."

    def __init__(self, content_hash: bytes) -> None:
        self.content_hash = content_hash
        super().__init__(content_hash=content_hash)


class RemittanceOracle_EvidenceSigners(ContractReverted):
    """The two signatures are of two accounts."""

    signature = "RemittanceOracle_EvidenceSigners(address,address)"
    meaning = "The two signatures are of two accounts."

    def __init__(self, signer_a: Address, signer_b: Address) -> None:
        self.signer_a = signer_a
        self.signer_b = signer_b
        super().__init__(signer_a=signer_a, signer_b=signer_b)


class RemittanceOracle_FeeBound(ContractReverted):
    """Servicing fee + guaranty fee <= begin * max fee / 12 (rounded up) + roundingAllowance."""

    signature = "RemittanceOracle_FeeBound(uint256,uint256)"
    meaning = (
        "servicing fee + guaranty fee <= begin * max fee / 12 (rounded up) + roundingAllowance."
    )

    def __init__(self, maximum: int, received: int) -> None:
        self.maximum = maximum
        self.received = received
        super().__init__(maximum=maximum, received=received)


class RemittanceOracle_HoldDelay(ContractReverted):
    """The held report may be released at ``releasableAt`` or later; it is ``time`` now."""

    signature = "RemittanceOracle_HoldDelay(uint40,uint256)"
    meaning = "The held report may be released at releasableAt or later; it is time now."

    def __init__(self, releasable_at: int, time: int) -> None:
        self.releasable_at = releasable_at
        self.time = time
        super().__init__(releasable_at=releasable_at, time=time)


class RemittanceOracle_InterestBound(ContractReverted):
    """Interest to investors <= begin * max rate * accrual days / day basis (rounded up) +
    roundingAllowance + shortfall begin.
    """

    signature = "RemittanceOracle_InterestBound(uint256,uint64)"
    meaning = "interest to investors <= begin * max rate * accrual days / day basis (rounded up) + roundingAllowance + shortfall begin."

    def __init__(self, maximum: int, received: int) -> None:
        self.maximum = maximum
        self.received = received
        super().__init__(maximum=maximum, received=received)


class RemittanceOracle_InterestSum(ContractReverted):
    """The classes' interest is the interest to investors."""

    signature = "RemittanceOracle_InterestSum(uint256,uint256)"
    meaning = "The classes' interest is the interest to investors."

    def __init__(self, total: int, sum_of_classes: int) -> None:
        self.total = total
        self.sum_of_classes = sum_of_classes
        super().__init__(total=total, sum_of_classes=sum_of_classes)


class RemittanceOracle_LateAlready(ContractReverted):
    """The period is flagged already."""

    signature = "RemittanceOracle_LateAlready(uint16)"
    meaning = "The period is flagged already."

    def __init__(self, period: int) -> None:
        self.period = period
        super().__init__(period=period)


class RemittanceOracle_LeftoverBound(ContractReverted):
    """|leftover| <= roundingAllowance."""

    signature = "RemittanceOracle_LeftoverBound(uint256,int64)"
    meaning = "|leftover| <= roundingAllowance."

    def __init__(self, maximum: int, received: int) -> None:
        self.maximum = maximum
        self.received = received
        super().__init__(maximum=maximum, received=received)


class RemittanceOracle_LoanCountChain(ContractReverted):
    """Number of loans."""

    signature = "RemittanceOracle_LoanCountChain(uint32,uint32)"
    meaning = "Number of loans."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_LossBound(ContractReverted):
    """Loss <= liquidated + forgiven + expenses."""

    signature = "RemittanceOracle_LossBound(uint256,uint64)"
    meaning = "loss <= liquidated + forgiven + expenses."

    def __init__(self, maximum: int, received: int) -> None:
        self.maximum = maximum
        self.received = received
        super().__init__(maximum=maximum, received=received)


class RemittanceOracle_MonthMismatch(ContractReverted):
    """The period of that index is another month."""

    signature = "RemittanceOracle_MonthMismatch(uint32,uint32)"
    meaning = "The period of that index is another month."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_NodeDelay(ContractReverted):
    """A proposed node joins at ``readyAt`` or later; it is ``time`` now."""

    signature = "RemittanceOracle_NodeDelay(uint40,uint256)"
    meaning = "A proposed node joins at readyAt or later; it is time now."

    def __init__(self, ready_at: int, time: int) -> None:
        self.ready_at = ready_at
        self.time = time
        super().__init__(ready_at=ready_at, time=time)


class RemittanceOracle_NodeKnown(ContractReverted):
    """The account is a node already."""

    signature = "RemittanceOracle_NodeKnown(address)"
    meaning = "The account is a node already."

    def __init__(self, node: Address) -> None:
        self.node = node
        super().__init__(node=node)


class RemittanceOracle_NodeNotProposed(ContractReverted):
    """The account is not proposed."""

    signature = "RemittanceOracle_NodeNotProposed(address)"
    meaning = "The account is not proposed."

    def __init__(self, account: Address) -> None:
        self.account = account
        super().__init__(account=account)


class RemittanceOracle_NodeSetMismatch(ContractReverted):
    """The envelope was signed for another node set."""

    signature = "RemittanceOracle_NodeSetMismatch(bytes32,bytes32)"
    meaning = "The envelope was signed for another node set."

    def __init__(self, expected: bytes, received: bytes) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_NodeSetNotOpen(ContractReverted):
    """The node set is not open yet."""

    signature = "RemittanceOracle_NodeSetNotOpen()"
    meaning = "The node set is not open yet."


class RemittanceOracle_NodeSetOpen(ContractReverted):
    """The node set was opened already, with this many nodes."""

    signature = "RemittanceOracle_NodeSetOpen(uint256)"
    meaning = "The node set was opened already, with this many nodes."

    def __init__(self, nodes: int) -> None:
        self.nodes = nodes
        super().__init__(nodes=nodes)


class RemittanceOracle_NodeUnknown(ContractReverted):
    """The account is not a node."""

    signature = "RemittanceOracle_NodeUnknown(address)"
    meaning = "The account is not a node."

    def __init__(self, account: Address) -> None:
        self.account = account
        super().__init__(account=account)


class RemittanceOracle_NodesNotSorted(ContractReverted):
    """Nodes are given in ascending order, each once."""

    signature = "RemittanceOracle_NodesNotSorted(address,address)"
    meaning = "Nodes are given in ascending order, each once."

    def __init__(self, previous: Address, current: Address) -> None:
        self.previous = previous
        self.current = current
        super().__init__(previous=previous, current=current)


class RemittanceOracle_NotHeld(ContractReverted):
    """No report with this content is held."""

    signature = "RemittanceOracle_NotHeld(bytes32,bytes32)"
    meaning = "No report with this content is held."

    def __init__(self, expected: bytes, received: bytes) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_NotLate(ContractReverted):
    """The next period is due at ``payTime``; it is ``time`` now."""

    signature = "RemittanceOracle_NotLate(uint64,uint256)"
    meaning = "The next period is due at payTime; it is time now."

    def __init__(self, pay_time: int, time: int) -> None:
        self.pay_time = pay_time
        self.time = time
        super().__init__(pay_time=pay_time, time=time)


class RemittanceOracle_NotionalBound(ContractReverted):
    """A notional balance rises only by what accrued or was written up."""

    signature = "RemittanceOracle_NotionalBound(uint256,uint256,uint64)"
    meaning = "A notional balance rises only by what accrued or was written up."

    def __init__(self, tranche: int, maximum: int, received: int) -> None:
        self.tranche = tranche
        self.maximum = maximum
        self.received = received
        super().__init__(tranche=tranche, maximum=maximum, received=received)


class RemittanceOracle_NotionalPrincipal(ContractReverted):
    """A notional class pays no principal."""

    signature = "RemittanceOracle_NotionalPrincipal(uint256,uint64)"
    meaning = "A notional class pays no principal."

    def __init__(self, tranche: int, received: int) -> None:
        self.tranche = tranche
        self.received = received
        super().__init__(tranche=tranche, received=received)


class RemittanceOracle_OvercollateralisationChain(ContractReverted):
    """Overcollateralisation."""

    signature = "RemittanceOracle_OvercollateralisationChain(uint64,uint64)"
    meaning = "Overcollateralisation."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_PeriodNotAccepted(ContractReverted):
    """The period was not accepted yet."""

    signature = "RemittanceOracle_PeriodNotAccepted(uint16,uint16)"
    meaning = "The period was not accepted yet."

    def __init__(self, last_accepted: int, period: int) -> None:
        self.last_accepted = last_accepted
        self.period = period
        super().__init__(last_accepted=last_accepted, period=period)


class RemittanceOracle_PeriodOutOfOrder(ContractReverted):
    """The report is neither the next period's nor a revision that is due. While restating,
    ``expected`` is the period to revise next; earlier ones may be revised too.
    """

    signature = "RemittanceOracle_PeriodOutOfOrder(uint16,uint16)"
    meaning = "The report is neither the next period's nor a revision that is due. While restating, expected is the period to revise next; earlier ones may be revised too."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_PoolMismatch(ContractReverted):
    """The report is about another pool."""

    signature = "RemittanceOracle_PoolMismatch(bytes32,bytes32)"
    meaning = "The report is about another pool."

    def __init__(self, expected: bytes, received: bytes) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_PreviousReportMismatch(ContractReverted):
    """The report does not follow the one accepted last."""

    signature = "RemittanceOracle_PreviousReportMismatch(bytes32,bytes32)"
    meaning = "The report does not follow the one accepted last."

    def __init__(self, expected: bytes, received: bytes) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_PrincipalSum(ContractReverted):
    """The classes' principal is the principal to investors."""

    signature = "RemittanceOracle_PrincipalSum(uint256,uint256)"
    meaning = "The classes' principal is the principal to investors."

    def __init__(self, total: int, sum_of_classes: int) -> None:
        self.total = total
        self.sum_of_classes = sum_of_classes
        super().__init__(total=total, sum_of_classes=sum_of_classes)


class RemittanceOracle_ProofCount(ContractReverted):
    """There is one proof of possession for every node."""

    signature = "RemittanceOracle_ProofCount(uint256,uint256)"
    meaning = "There is one proof of possession for every node."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_ProofOfPossession(ContractReverted):
    """The proof of possession was not made with the node's key."""

    signature = "RemittanceOracle_ProofOfPossession(address,address)"
    meaning = "The proof of possession was not made with the node's key."

    def __init__(self, expected: Address, received: Address) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_QuorumMissing(ContractReverted):
    """Fewer signatures than the threshold."""

    signature = "RemittanceOracle_QuorumMissing(uint8,uint256)"
    meaning = "Fewer signatures than the threshold."

    def __init__(self, threshold: int, received: int) -> None:
        self.threshold = threshold
        self.received = received
        super().__init__(threshold=threshold, received=received)


class RemittanceOracle_RevisionTooHigh(ContractReverted):
    """The period takes a revision of at most ``maximum``: gaps are allowed, of 255 numbers
    at most, or one mistyped revision would leave no number for a later correction.
    """

    signature = "RemittanceOracle_RevisionTooHigh(uint256,uint16)"
    meaning = "The period takes a revision of at most maximum: gaps are allowed, of 255 numbers at most, or one mistyped revision would leave no number for a later correction."

    def __init__(self, maximum: int, received: int) -> None:
        self.maximum = maximum
        self.received = received
        super().__init__(maximum=maximum, received=received)


class RemittanceOracle_RevisionTooLow(ContractReverted):
    """The period needs a revision of at least ``minimum``."""

    signature = "RemittanceOracle_RevisionTooLow(uint256,uint16)"
    meaning = "The period needs a revision of at least minimum."

    def __init__(self, minimum: int, received: int) -> None:
        self.minimum = minimum
        self.received = received
        super().__init__(minimum=minimum, received=received)


class RemittanceOracle_ShortfallBound(ContractReverted):
    """Shortfall end <= what the interest bound leaves above the interest paid, so that a
    made-up shortfall cannot lift the bound of the month after.
    """

    signature = "RemittanceOracle_ShortfallBound(uint256,uint64)"
    meaning = "shortfall end <= what the interest bound leaves above the interest paid, so that a made-up shortfall cannot lift the bound of the month after."

    def __init__(self, maximum: int, received: int) -> None:
        self.maximum = maximum
        self.received = received
        super().__init__(maximum=maximum, received=received)


class RemittanceOracle_ShortfallChain(ContractReverted):
    """Interest owed to classes."""

    signature = "RemittanceOracle_ShortfallChain(uint64,uint64)"
    meaning = "Interest owed to classes."

    def __init__(self, expected: int, received: int) -> None:
        self.expected = expected
        self.received = received
        super().__init__(expected=expected, received=received)


class RemittanceOracle_SignatureLength(ContractReverted):
    """Signatures are packed, ``signatureLength`` bytes each."""

    signature = "RemittanceOracle_SignatureLength(uint256,uint256)"
    meaning = "Signatures are packed, signatureLength bytes each."

    def __init__(self, signature_length: int, received: int) -> None:
        self.signature_length = signature_length
        self.received = received
        super().__init__(signature_length=signature_length, received=received)


class RemittanceOracle_SignersNotSorted(ContractReverted):
    """Signatures are ordered by signer, ascending, each signer once."""

    signature = "RemittanceOracle_SignersNotSorted(address,address)"
    meaning = "Signatures are ordered by signer, ascending, each signer once."

    def __init__(self, previous: Address, current: Address) -> None:
        self.previous = previous
        self.current = current
        super().__init__(previous=previous, current=current)


class RemittanceOracle_ThresholdLowered(ContractReverted):
    """A threshold is never lowered."""

    signature = "RemittanceOracle_ThresholdLowered(uint8,uint8)"
    meaning = "A threshold is never lowered."

    def __init__(self, current: int, received: int) -> None:
        self.current = current
        self.received = received
        super().__init__(current=current, received=received)


class RemittanceOracle_TooFewNodes(ContractReverted):
    """A set is opened with at least ``minimum`` nodes."""

    signature = "RemittanceOracle_TooFewNodes(uint256,uint256)"
    meaning = "A set is opened with at least minimum nodes."

    def __init__(self, minimum: int, received: int) -> None:
        self.minimum = minimum
        self.received = received
        super().__init__(minimum=minimum, received=received)


class RemittanceOracle_TooManyNodes(ContractReverted):
    """A set has at most ``maximum`` nodes."""

    signature = "RemittanceOracle_TooManyNodes(uint256,uint256)"
    meaning = "A set has at most maximum nodes."

    def __init__(self, maximum: int, received: int) -> None:
        self.maximum = maximum
        self.received = received
        super().__init__(maximum=maximum, received=received)


class RemittanceOracle_UnsafeQuorum(ContractReverted):
    """With this many nodes a threshold lies in ``lowest..highest``, or two quorums could
    disagree (below) or the tolerated faults could stop every report (above).
    """

    signature = "RemittanceOracle_UnsafeQuorum(uint256,uint256,uint256)"
    meaning = "With this many nodes a threshold lies in lowest..highest, or two quorums could disagree (below) or the tolerated faults could stop every report (above)."

    def __init__(self, lowest: int, highest: int, received: int) -> None:
        self.lowest = lowest
        self.highest = highest
        self.received = received
        super().__init__(lowest=lowest, highest=highest, received=received)


class SafeCastOverflowedUintDowncast(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "SafeCastOverflowedUintDowncast(uint8,uint256)"

    def __init__(self, bits: int, value: int) -> None:
        self.bits = bits
        self.value = value
        super().__init__(bits=bits, value=value)


class SafeERC20FailedOperation(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "SafeERC20FailedOperation(address)"

    def __init__(self, token: Address) -> None:
        self.token = token
        super().__init__(token=token)


class SilentDollar_Insufficient(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "SilentDollar_Insufficient(uint256,uint256)"

    def __init__(self, needed: int, available: int) -> None:
        self.needed = needed
        self.available = available
        super().__init__(needed=needed, available=available)


class StringTooLong(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "StringTooLong(string)"

    def __init__(self, str_: str) -> None:
        self.str_ = str_
        super().__init__(str_=str_)


class TestDollar_AccountBlocked(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "TestDollar_AccountBlocked(address)"

    def __init__(self, account: Address) -> None:
        self.account = account
        super().__init__(account=account)


class TestIdentityRegistry_OutOfOrder(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "TestIdentityRegistry_OutOfOrder()"


class TimelockInsufficientDelay(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "TimelockInsufficientDelay(uint256,uint256)"

    def __init__(self, delay: int, min_delay: int) -> None:
        self.delay = delay
        self.min_delay = min_delay
        super().__init__(delay=delay, min_delay=min_delay)


class TimelockInvalidOperationLength(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "TimelockInvalidOperationLength(uint256,uint256,uint256)"

    def __init__(self, targets: int, payloads: int, values: int) -> None:
        self.targets = targets
        self.payloads = payloads
        self.values = values
        super().__init__(targets=targets, payloads=payloads, values=values)


class TimelockUnauthorizedCaller(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "TimelockUnauthorizedCaller(address)"

    def __init__(self, caller: Address) -> None:
        self.caller = caller
        super().__init__(caller=caller)


class TimelockUnexecutedPredecessor(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "TimelockUnexecutedPredecessor(bytes32)"

    def __init__(self, predecessor_id: bytes) -> None:
        self.predecessor_id = predecessor_id
        super().__init__(predecessor_id=predecessor_id)


class TimelockUnexpectedOperationState(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "TimelockUnexpectedOperationState(bytes32,bytes32)"

    def __init__(self, operation_id: bytes, expected_states: bytes) -> None:
        self.operation_id = operation_id
        self.expected_states = expected_states
        super().__init__(operation_id=operation_id, expected_states=expected_states)


class TransferRules_AboveMaxHolding(ContractReverted):
    """The wallet would hold ``received`` units, more than ``maximum``."""

    signature = "TransferRules_AboveMaxHolding(address,uint256,uint256)"
    meaning = "The wallet would hold received units, more than maximum."

    def __init__(self, wallet: Address, maximum: int, received: int) -> None:
        self.wallet = wallet
        self.maximum = maximum
        self.received = received
        super().__init__(wallet=wallet, maximum=maximum, received=received)


class TransferRules_BelowDenomination(ContractReverted):
    """The wallet would hold ``received`` units, more than 0 and less than ``minimum``."""

    signature = "TransferRules_BelowDenomination(address,uint256,uint256)"
    meaning = "The wallet would hold received units, more than 0 and less than minimum."

    def __init__(self, wallet: Address, minimum: int, received: int) -> None:
        self.wallet = wallet
        self.minimum = minimum
        self.received = received
        super().__init__(wallet=wallet, minimum=minimum, received=received)


class TransferRules_CountryNotAllowed(ContractReverted):
    """Holders in ``country`` may not buy this certificate."""

    signature = "TransferRules_CountryNotAllowed(address,uint16)"
    meaning = "Holders in country may not buy this certificate."

    def __init__(self, wallet: Address, country: int) -> None:
        self.wallet = wallet
        self.country = country
        super().__init__(wallet=wallet, country=country)


class TransferRules_CountryOutOfRange(ContractReverted):
    """ISO 3166-1 numeric codes end at ``limit``."""

    signature = "TransferRules_CountryOutOfRange(uint16,uint16)"
    meaning = "ISO 3166-1 numeric codes end at limit."

    def __init__(self, limit: int, country: int) -> None:
        self.limit = limit
        self.country = country
        super().__init__(limit=limit, country=country)


class TransferRules_InvestorClassTooLow(ContractReverted):
    """The investor's class is below the least that may buy this certificate."""

    signature = "TransferRules_InvestorClassTooLow(address,uint8,uint8)"
    meaning = "The investor's class is below the least that may buy this certificate."

    def __init__(self, wallet: Address, minimum: int, received: int) -> None:
        self.wallet = wallet
        self.minimum = minimum
        self.received = received
        super().__init__(wallet=wallet, minimum=minimum, received=received)


class TransferRules_LimitsContradict(ContractReverted):
    """No holding could satisfy both limits."""

    signature = "TransferRules_LimitsContradict(uint64,uint64)"
    meaning = "No holding could satisfy both limits."

    def __init__(self, min_denomination: int, max_holding: int) -> None:
        self.min_denomination = min_denomination
        self.max_holding = max_holding
        super().__init__(min_denomination=min_denomination, max_holding=max_holding)


class TransferRules_LockedUp(ContractReverted):
    """Holders may transfer from ``until`` on; it is ``time`` now."""

    signature = "TransferRules_LockedUp(uint40,uint256)"
    meaning = "Holders may transfer from until on; it is time now."

    def __init__(self, until: int, time: int) -> None:
        self.until = until
        self.time = time
        super().__init__(until=until, time=time)


class TransferRules_RegistrationExpired(ContractReverted):
    """The wallet's registration ended at ``validUntil``, before ``time``."""

    signature = "TransferRules_RegistrationExpired(address,uint40,uint256)"
    meaning = "The wallet's registration ended at validUntil, before time."

    def __init__(self, wallet: Address, valid_until: int, time: int) -> None:
        self.wallet = wallet
        self.valid_until = valid_until
        self.time = time
        super().__init__(wallet=wallet, valid_until=valid_until, time=time)


class TransferRules_RegistryHasNoCode(ContractReverted):
    """The register has no code at this address."""

    signature = "TransferRules_RegistryHasNoCode(address)"
    meaning = "The register has no code at this address."

    def __init__(self, registry: Address) -> None:
        self.registry = registry
        super().__init__(registry=registry)


class TransferRules_TooManyHolders(ContractReverted):
    """The certificate would have ``received`` holders, more than ``maximum``."""

    signature = "TransferRules_TooManyHolders(uint256,uint256)"
    meaning = "The certificate would have received holders, more than maximum."

    def __init__(self, maximum: int, received: int) -> None:
        self.maximum = maximum
        self.received = received
        super().__init__(maximum=maximum, received=received)


class TransferRules_UnknownWallet(ContractReverted):
    """The wallet has no identity in the register."""

    signature = "TransferRules_UnknownWallet(address)"
    meaning = "The wallet has no identity in the register."

    def __init__(self, wallet: Address) -> None:
        self.wallet = wallet
        super().__init__(wallet=wallet)


class TransferRules_WalletBlocked(ContractReverted):
    """Compliance blocked the wallet."""

    signature = "TransferRules_WalletBlocked(address)"
    meaning = "Compliance blocked the wallet."

    def __init__(self, wallet: Address) -> None:
        self.wallet = wallet
        super().__init__(wallet=wallet)


class TransferRules_WalletReplaced(ContractReverted):
    """The wallet was replaced by ``successor`` and is no longer in use."""

    signature = "TransferRules_WalletReplaced(address,address)"
    meaning = "The wallet was replaced by successor and is no longer in use."

    def __init__(self, wallet: Address, successor: Address) -> None:
        self.wallet = wallet
        self.successor = successor
        super().__init__(wallet=wallet, successor=successor)


class ZeroRevertingDollar_NothingToMove(ContractReverted):
    """Of an ERC standard or of OpenZeppelin's contracts; its meaning is theirs."""

    signature = "ZeroRevertingDollar_NothingToMove()"


CONTRACT_ERRORS: tuple[type[ContractReverted], ...] = (
    AccessControlBadConfirmation,
    AccessControlEnforcedDefaultAdminDelay,
    AccessControlEnforcedDefaultAdminRules,
    AccessControlInvalidDefaultAdmin,
    AccessControlUnauthorizedAccount,
    ContractWallet_NotOwner,
    DistributionLedger_AboveRecovered,
    DistributionLedger_AlreadyFunded,
    DistributionLedger_AlreadyPosted,
    DistributionLedger_CalendarOutOfRange,
    DistributionLedger_CashMismatch,
    DistributionLedger_CashWithoutCode,
    DistributionLedger_DecimalsOutOfRange,
    DistributionLedger_DelaysOutOfOrder,
    DistributionLedger_HolderStillBlocked,
    DistributionLedger_IssuanceOpen,
    DistributionLedger_MayNotCancel,
    DistributionLedger_NoExcess,
    DistributionLedger_NoOrder,
    DistributionLedger_NotAccepted,
    DistributionLedger_NotFunded,
    DistributionLedger_NotNextPeriod,
    DistributionLedger_NotPosted,
    DistributionLedger_NothingHeld,
    DistributionLedger_NothingToAdjust,
    DistributionLedger_NothingToSettle,
    DistributionLedger_OracleMismatch,
    DistributionLedger_OrderPending,
    DistributionLedger_OrderTooEarly,
    DistributionLedger_PayeeRefused,
    DistributionLedger_Reentered,
    DistributionLedger_SignatureExpired,
    DistributionLedger_SignatureInvalid,
    DistributionLedger_StalePosting,
    DistributionLedger_StepsTooFew,
    DistributionLedger_SumOutOfRange,
    DistributionLedger_SupplyMismatch,
    DistributionLedger_TooLittleGas,
    DistributionLedger_TooManyAdjustments,
    ECDSAInvalidSignature,
    ECDSAInvalidSignatureLength,
    ECDSAInvalidSignatureS,
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidApprover,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ERC20InvalidSpender,
    ERC2612ExpiredSignature,
    ERC2612InvalidSigner,
    ERC7943CannotReceive,
    ERC7943CannotSend,
    ERC7943CannotTransfer,
    ERC7943InsufficientUnfrozenBalance,
    EnforcedPause,
    Erc3009_BadSignature,
    Erc3009_CallerIsNotPayee,
    Erc3009_NoLongerValid,
    Erc3009_NonceUsed,
    Erc3009_NotYetValid,
    Erc3643RegistryAdapter_RegistryHasNoCode,
    ExpectedPause,
    FailedCall,
    HolderRegistry_AttestationExpired,
    HolderRegistry_BadSignature,
    HolderRegistry_CountryOutOfRange,
    HolderRegistry_IdentityMismatch,
    HolderRegistry_IssuerNotTrusted,
    HolderRegistry_LengthMismatch,
    HolderRegistry_OwnSuccessor,
    HolderRegistry_RegistrationExpired,
    HolderRegistry_SuccessionFixesIdentity,
    HolderRegistry_TooManyHops,
    HolderRegistry_UnknownWallet,
    HolderRegistry_WalletBlocked,
    HolderRegistry_WalletNotBlocked,
    HolderRegistry_WalletReplaced,
    HolderRegistry_WrongNonce,
    HolderRegistry_ZeroIdentity,
    HolderRegistry_ZeroWallet,
    InvalidAccountNonce,
    InvalidShortString,
    PoolCertificate_CalendarMismatch,
    PoolCertificate_FreezeAboveLimit,
    PoolCertificate_IdentityMismatch,
    PoolCertificate_IssuanceClosed,
    PoolCertificate_IssuanceOver,
    PoolCertificate_LengthMismatch,
    PoolCertificate_NotPaused,
    PoolCertificate_NotSuccessor,
    PoolCertificate_NothingToRecover,
    PoolCertificate_Paused,
    PoolCertificate_PeriodNotClosed,
    PoolCertificate_RegistryMismatch,
    PoolCertificate_SupplyAboveLimit,
    PoolCertificate_SupplyNotOriginalFace,
    PoolCertificate_UnfreezeAboveFrozen,
    RecordCalendar_LengthMismatch,
    RecordCalendar_MonthInvalid,
    RecordCalendar_PayNotIncreasing,
    RecordCalendar_PaysBeforeRecord,
    RecordCalendar_PeriodsOutOfRange,
    RecordCalendar_RecordNotIncreasing,
    RecordCalendar_TimeTooLate,
    RecordCalendar_UnknownPeriod,
    RemittanceOracle_AlreadyHeld,
    RemittanceOracle_AsOfInFuture,
    RemittanceOracle_AsOfMismatch,
    RemittanceOracle_BalanceChain,
    RemittanceOracle_BalanceRoll,
    RemittanceOracle_Cash,
    RemittanceOracle_ClassChain,
    RemittanceOracle_ClassCount,
    RemittanceOracle_ClassKind,
    RemittanceOracle_ClassRoll,
    RemittanceOracle_ClassSumBegin,
    RemittanceOracle_ClassSumEnd,
    RemittanceOracle_ClassUnknown,
    RemittanceOracle_ConfigInvalid,
    RemittanceOracle_ContentHashMismatch,
    RemittanceOracle_EmptyPool,
    RemittanceOracle_EnvelopeExpired,
    RemittanceOracle_EvidenceKeys,
    RemittanceOracle_EvidenceSameContent,
    RemittanceOracle_EvidenceSigners,
    RemittanceOracle_FeeBound,
    RemittanceOracle_HoldDelay,
    RemittanceOracle_InterestBound,
    RemittanceOracle_InterestSum,
    RemittanceOracle_LateAlready,
    RemittanceOracle_LeftoverBound,
    RemittanceOracle_LoanCountChain,
    RemittanceOracle_LossBound,
    RemittanceOracle_MonthMismatch,
    RemittanceOracle_NodeDelay,
    RemittanceOracle_NodeKnown,
    RemittanceOracle_NodeNotProposed,
    RemittanceOracle_NodeSetMismatch,
    RemittanceOracle_NodeSetNotOpen,
    RemittanceOracle_NodeSetOpen,
    RemittanceOracle_NodeUnknown,
    RemittanceOracle_NodesNotSorted,
    RemittanceOracle_NotHeld,
    RemittanceOracle_NotLate,
    RemittanceOracle_NotionalBound,
    RemittanceOracle_NotionalPrincipal,
    RemittanceOracle_OvercollateralisationChain,
    RemittanceOracle_PeriodNotAccepted,
    RemittanceOracle_PeriodOutOfOrder,
    RemittanceOracle_PoolMismatch,
    RemittanceOracle_PreviousReportMismatch,
    RemittanceOracle_PrincipalSum,
    RemittanceOracle_ProofCount,
    RemittanceOracle_ProofOfPossession,
    RemittanceOracle_QuorumMissing,
    RemittanceOracle_RevisionTooHigh,
    RemittanceOracle_RevisionTooLow,
    RemittanceOracle_ShortfallBound,
    RemittanceOracle_ShortfallChain,
    RemittanceOracle_SignatureLength,
    RemittanceOracle_SignersNotSorted,
    RemittanceOracle_ThresholdLowered,
    RemittanceOracle_TooFewNodes,
    RemittanceOracle_TooManyNodes,
    RemittanceOracle_UnsafeQuorum,
    SafeCastOverflowedUintDowncast,
    SafeERC20FailedOperation,
    SilentDollar_Insufficient,
    StringTooLong,
    TestDollar_AccountBlocked,
    TestIdentityRegistry_OutOfOrder,
    TimelockInsufficientDelay,
    TimelockInvalidOperationLength,
    TimelockUnauthorizedCaller,
    TimelockUnexecutedPredecessor,
    TimelockUnexpectedOperationState,
    TransferRules_AboveMaxHolding,
    TransferRules_BelowDenomination,
    TransferRules_CountryNotAllowed,
    TransferRules_CountryOutOfRange,
    TransferRules_InvestorClassTooLow,
    TransferRules_LimitsContradict,
    TransferRules_LockedUp,
    TransferRules_RegistrationExpired,
    TransferRules_RegistryHasNoCode,
    TransferRules_TooManyHolders,
    TransferRules_UnknownWallet,
    TransferRules_WalletBlocked,
    TransferRules_WalletReplaced,
    ZeroRevertingDollar_NothingToMove,
)
"""Every custom error of the packaged contracts, in alphabetical order."""
