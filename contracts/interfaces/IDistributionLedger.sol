// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title One class's cash, owed exactly and paid to whoever held at the record times
/// @notice The payer funds what accepted reports say; anyone may settle any holder.
///
/// ## Units
/// `units` are base units of the cash token. One cent of a report is `10 ** (decimals - 2)` units.
/// A remainder is a number of `1 / supply` parts of one unit, always below `supply`.
/// Periods are numbered from 1, as in the RecordCalendar; period 0 is "before the first".
///
/// ## What a holder is owed
/// `supply` (S) is the certificate's supply, constant once issuance is closed, and `b(p)` the
/// holder's closing balance of period p. With `interest(p)` as funded, and `leg(e)` the interest
/// leg of funded adjustment entry e of period `p(e)`, the holder has been credited, when settled
/// through period t and past the first c entries,
///
///     interest  = floor( (Σ_{p<=t} b(p) * interest(p)  +  Σ_{e<c} b(p(e)) * max( leg(e), 0)) / S )
///     principal = floor( (Σ_{p<=t} b(p) * principal(p) +  Σ_{e<c} b(p(e)) * max( leg'(e), 0)) / S )
///     debit     = floor( (Σ_{e<c} b(p(e)) * (max(-leg(e), 0) + max(-leg'(e), 0))) / S )
///
/// where leg' is the principal leg. Each settlement credits the difference to what was credited
/// before; the three numerators' remainders are carried. So any order and any batching of
/// settlements credit the same totals, Σ credits <= funded and Σ debits <= Σ negative legs.
/// A debit becomes debt of the holder's final successor. At each settlement
/// `netted = min(interest + principal credited now, debt)` is kept back and becomes `recovered`,
/// and the rest is paid or, where payment fails or is forbidden, held.
///
/// ## Solvency
///     funded      = paid + held + recovered + owed
///     outstanding = funded - paid - withdrawn   <= cash balance
/// `funded` counts periods and positive adjustment legs, `recovered` counts what was withdrawn,
/// `owed` is what holders have not been credited yet, their remainders included.
///
/// ## Powers
/// PAYER_ROLE funds, and withdraws what netting recovered. COMPLIANCE_ROLE places and cancels
/// orders on held cash, which wait a fixed delay; GUARDIAN_ROLE cancels them. The default admin
/// grants roles and sweeps donations. Nobody else, and no other power, moves holders' cash.
///
/// ## Assumptions
/// The certificate, its calendar and registry and the oracle are this project's contracts. The cash
/// token keeps balances it was sent, does not rebase, and tells the truth when `transfer` succeeds;
/// funding with a fee on transfer is refused, refusals of payments are held.
interface IDistributionLedger {
    /// @notice Why cash is held instead of paid.
    enum HoldReason {
        /// Nothing is held.
        None,
        /// The registry blocks the final holder.
        HolderBlocked,
        /// The payee is zero, this ledger, the certificate or the cash token.
        PayeeForbidden,
        /// The cash token reverted or returned something other than true.
        CashRefused
    }

    /// @notice What an order on held cash does.
    enum OrderKind {
        None,
        /// A court or a regulator directs the cash to someone; waits REDIRECTION_DELAY.
        Redirection,
        /// Unclaimed property handed to the state; waits ESCHEAT_DELAY.
        Escheat
    }

    /// @notice One period as this ledger knows it.
    struct Distribution {
        /// @dev Amounts of an accepted report are stored (always true once funded).
        bool posted;
        /// @dev The cash of these amounts came in; from now on revisions are adjustments.
        bool funded;
        /// @dev Revision of the report the amounts are from.
        uint16 revision;
        /// @dev Interest of the class, in units.
        uint256 interestUnits;
        /// @dev Principal of the class, in units.
        uint256 principalUnits;
        /// @dev Sum of the funded adjustments of the period's interest, in units.
        int256 adjustedInterestUnits;
        /// @dev Sum of the funded adjustments of the period's principal, in units.
        int256 adjustedPrincipalUnits;
    }

    /// @notice A correction of a funded period; one slot.
    struct Adjustment {
        /// @dev Period whose holders gain or lose.
        uint16 period;
        /// @dev Signed interest leg, in units.
        int120 interestUnits;
        /// @dev Signed principal leg, in units.
        int120 principalUnits;
    }

    /// @notice Where one holder's settlement stands.
    struct Account {
        /// @dev Last period credited, 0 before the first.
        uint16 settledThrough;
        /// @dev Start of the stretch of equal balances that contains settledThrough, 0 before the first.
        uint16 position;
        /// @dev Number of adjustment entries applied.
        uint16 cursor;
        /// @dev Interest not yet a whole unit, in 1/supply of a unit.
        uint64 remainderInterest;
        /// @dev Principal not yet a whole unit, in 1/supply of a unit.
        uint64 remainderPrincipal;
        /// @dev Debits not yet a whole unit, in 1/supply of a unit.
        uint64 remainderDebit;
        /// @dev Debits not yet netted, in units.
        uint96 debtUnits;
    }

    /// @notice An order on the held cash of one holder.
    struct Order {
        /// @dev Who receives the cash.
        address to;
        /// @dev Most the order may move: what was held when it was placed, in units.
        uint96 amount;
        /// @dev First second at which it can be executed.
        uint40 executableAt;
        /// @dev None: no order.
        OrderKind kind;
        /// @dev File number of the court, regulator or state, as announced.
        bytes32 orderReference;
    }

    /// @notice The class's cash account; every figure in units.
    struct Totals {
        /// @dev Cash that came in for periods and positive adjustment legs.
        uint256 funded;
        /// @dev Cash sent to holders and by orders.
        uint256 paid;
        /// @dev Credited to holders, waiting in this ledger.
        uint256 held;
        /// @dev Kept back against debts, withdrawn part included.
        uint256 recovered;
        /// @dev Part of recovered that payers took back.
        uint256 withdrawn;
        /// @dev funded - paid - withdrawn: the least this ledger must keep.
        uint256 outstanding;
    }

    /// @notice Emitted when a period's amounts are taken from a report; replaces an earlier posting.
    event DistributionPosted(
        uint16 indexed period, uint16 revision, uint256 interestUnits, uint256 principalUnits
    );
    /// @notice Emitted when a period's cash came in, with the sums over all periods so far.
    event DistributionFunded(
        uint16 indexed period,
        address indexed payer,
        uint256 interestUnits,
        uint256 principalUnits,
        uint256 cumInterestUnits,
        uint256 cumPrincipalUnits
    );
    /// @notice Emitted when a correction waits for its funding; both legs 0: it was taken back.
    event AdjustmentPosted(
        uint16 indexed period, uint16 revision, int256 interestUnits, int256 principalUnits
    );
    /// @notice Emitted when entry `index` is appended and binds holders.
    event AdjustmentFunded(
        uint16 indexed index,
        uint16 indexed period,
        address indexed payer,
        int256 interestUnits,
        int256 principalUnits
    );
    /// @notice Emitted when a settlement advanced. interest + principal = netted + paid + held.
    /// @param holder Whose certificates earned it.
    /// @param payee Who was, or would have been, paid.
    /// @param throughPeriod Last period credited now.
    /// @param paidUnits Cash that left; 0 where a PaymentHeld of the final holder precedes.
    event HolderSettled(
        address indexed holder,
        address indexed payee,
        uint16 throughPeriod,
        uint256 interestUnits,
        uint256 principalUnits,
        uint256 paidUnits
    );
    /// @notice Emitted before HolderSettled when debits were added or netted.
    event DebtChanged(
        address indexed holder, uint256 addedUnits, uint256 nettedUnits, uint256 debtUnits
    );
    /// @notice Emitted when debt follows a recovered wallet to its final successor.
    event DebtMoved(address indexed from, address indexed to, uint256 amount);
    /// @notice Emitted when a payment is credited instead of sent.
    event PaymentHeld(address indexed holder, uint256 amount, HoldReason reason, uint256 heldTotal);
    /// @notice Emitted when held cash was paid after all.
    event HeldReleased(address indexed holder, address indexed payee, uint256 amount);
    /// @notice Emitted when held cash follows a recovered wallet to its final successor.
    event HeldMoved(address indexed from, address indexed to, uint256 amount);
    /// @notice Emitted when an order starts to wait.
    event OrderPlaced(
        address indexed holder,
        address indexed to,
        OrderKind kind,
        uint256 amount,
        uint40 executableAt,
        bytes32 indexed orderReference
    );
    /// @notice Emitted when an order is taken back.
    event OrderCancelled(address indexed holder, bytes32 indexed orderReference);
    /// @notice Emitted when an order paid held cash.
    event OrderExecuted(
        address indexed holder, address indexed to, uint256 amount, bytes32 indexed orderReference
    );
    /// @notice Emitted when a payer took recovered cash, with the total taken so far.
    event RecoveredWithdrawn(address indexed payer, uint256 amount, uint256 withdrawnTotal);
    /// @notice Emitted when cash above what is owed left.
    event ExcessSwept(address indexed to, uint256 amount);

    /// @dev The cash address has no code.
    error DistributionLedger_CashWithoutCode(address cash);
    /// @dev Cash must have 2 to 18 decimals.
    error DistributionLedger_DecimalsOutOfRange(uint8 least, uint8 most, uint8 received);
    /// @dev The certificate reads another oracle than the one given.
    error DistributionLedger_OracleMismatch(address expected, address received);
    /// @dev The escheat delay must be above the redirection delay, and that above 0 (seconds).
    error DistributionLedger_DelaysOutOfOrder(uint40 redirectionDelay, uint40 escheatDelay);
    /// @dev The certificate can still be issued.
    error DistributionLedger_IssuanceOpen(address certificate);
    /// @dev The oracle has no accepted report of the period.
    error DistributionLedger_NotAccepted(uint16 period);
    /// @dev The same revision is posted already.
    error DistributionLedger_AlreadyPosted(uint16 period, uint16 revision);
    /// @dev The period is funded; a revision of it is an adjustment.
    error DistributionLedger_AlreadyFunded(uint16 period, uint16 lastFunded);
    /// @dev The period is not funded; a revision of it replaces the posting.
    error DistributionLedger_NotFunded(uint16 period, uint16 lastFunded);
    /// @dev Nothing is posted for the period.
    error DistributionLedger_NotPosted(uint16 period);
    /// @dev Periods are funded strictly in order.
    error DistributionLedger_NotNextPeriod(uint16 expected, uint16 received);
    /// @dev A newer revision was accepted since the posting; post it first.
    error DistributionLedger_StalePosting(uint16 accepted, uint16 posted);
    /// @dev The latest revision says what is funded and adjusted already.
    error DistributionLedger_NothingToAdjust(uint16 period, uint16 revision);
    /// @dev The ledger's cash grew by another amount than it should have.
    error DistributionLedger_CashMismatch(uint256 expected, uint256 received);
    /// @dev Too little gas is left to give the cash token its full allowance.
    error DistributionLedger_TooLittleGas(uint256 needed, uint256 left);
    /// @dev The deadline of the signature has passed.
    error DistributionLedger_SignatureExpired(uint256 deadline, uint256 time);
    /// @dev The signature is not the final holder's over this message and its next nonce.
    error DistributionLedger_SignatureInvalid(address signer, uint256 nonce);
    /// @dev Cash may not go there: zero, this ledger, the certificate, the cash token, a blocked
    /// wallet or a wallet that has been replaced.
    error DistributionLedger_PayeeRefused(address payee);
    /// @dev The registry still blocks the final holder.
    error DistributionLedger_HolderStillBlocked(address holder);
    /// @dev No cash is held for the holder.
    error DistributionLedger_NothingHeld(address holder);
    /// @dev Another order on the holder's held cash is waiting.
    error DistributionLedger_OrderPending(address holder, bytes32 orderReference);
    /// @dev No order on the holder's held cash is waiting.
    error DistributionLedger_NoOrder(address holder);
    /// @dev The order's delay has not passed.
    error DistributionLedger_OrderTooEarly(uint40 executableAt, uint256 time);
    /// @dev Only a compliance officer or a guardian may cancel an order.
    error DistributionLedger_MayNotCancel(address caller);
    /// @dev More was asked than netting recovered and payers have not yet withdrawn.
    error DistributionLedger_AboveRecovered(uint256 available, uint256 asked);
    /// @dev The ledger's balance is not above what it must keep.
    error DistributionLedger_NoExcess(uint256 outstanding, uint256 balance);

    /// @notice Takes the amounts of `period` from its accepted report; anyone may call.
    /// A later revision replaces the posting until the period is funded.
    ///
    /// Requirements: issuance is closed; the period is not funded; its report is accepted and its
    /// revision is not the one already posted.
    /// Emits {DistributionPosted}.
    function post(uint16 period) external;

    /// @notice Pays the posted amounts in, from the caller's cash.
    ///
    /// Requirements: PAYER_ROLE; the next unfunded period; posted, from the latest accepted
    /// revision; this ledger's cash grows by exactly interest + principal.
    /// Emits {DistributionFunded}.
    function fund(uint16 period) external;

    /// @notice {post} (skipped where that revision is posted already) and {fund} in one go.
    ///
    /// Requirements: those of {fund}; issuance is closed.
    /// Emits {DistributionPosted} unless it was posted already, {DistributionFunded}.
    function postAndFund(uint16 period) external;

    /// @notice Notes what the latest revision of a funded period changes; anyone may call.
    /// Delta = latest amounts - (funded + adjustments already appended), per leg. It binds nobody
    /// until funded, and a later revision replaces it. Both legs 0 take a waiting one back.
    ///
    /// Requirements: the period is funded; the delta is not 0, or takes a waiting one back; this
    /// revision is not noted already.
    /// Emits {AdjustmentPosted}.
    function postAdjustment(uint16 period) external;

    /// @notice Pays the positive legs in and appends the waiting adjustment as the next entry.
    /// Negative legs are recovered from the holders' later payments; funding is never netted.
    ///
    /// Requirements: PAYER_ROLE; an adjustment waits, from the latest accepted revision; this
    /// ledger's cash grows by exactly the positive legs.
    /// Emits {AdjustmentFunded}.
    function fundAdjustment(uint16 period) external;

    /// @notice Credits `holder` and pays the final successor's payout wallet; anyone may call.
    /// A step is one stretch of equal balances or one adjustment entry. Work stops after
    /// `maxSteps` and goes on at the next call with the same totals. Entries are applied in order,
    /// each once the holder is settled through its period. Held cash and debt of a replaced wallet
    /// move to the final successor. Does nothing, without reverting, where nothing is due.
    ///
    /// Requirements: enough gas for the cash token's fixed allowance, where there is cash to send.
    /// Emits {HolderSettled} if the account advanced, and {DebtMoved}, {HeldMoved}, {DebtChanged},
    /// {PaymentHeld} before it as they apply.
    /// @return paidUnits Cash that left.
    function settle(address holder, uint256 maxSteps) external returns (uint256 paidUnits);

    /// @notice {settle} for each of `holders`, up to `maxSteps` each; a duplicate gets nothing more.
    /// @return paidUnits Cash that left.
    function settleMany(address[] calldata holders, uint256 maxSteps)
        external
        returns (uint256 paidUnits);

    /// @notice {settle}, paid to `to` because the final successor signed
    /// `SettleTo(address holder,address to,uint256 nonce,uint256 deadline)`; anyone may relay.
    ///
    /// Requirements: now <= deadline; the signature (ECDSA or ERC-1271) is the final successor's,
    /// with its next nonce; `to` is not zero, this ledger, the certificate, the cash token, blocked
    /// or a replaced wallet.
    /// Emits as {settle}. A blocked holder's cash is held all the same.
    /// @return paidUnits Cash that left.
    function settleTo(
        address holder,
        address to,
        uint256 maxSteps,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 paidUnits);

    /// @notice Sends the held cash of `holder`'s final successor to its payout wallet; anyone may
    /// call once the cause is gone.
    ///
    /// Requirements: something is held; the final successor is not blocked; its payout wallet is
    /// not forbidden; the cash token transfers.
    /// Emits {HeldMoved} if `holder` was replaced and had held cash, {HeldReleased}.
    function retryHeld(address holder) external returns (uint256 paidUnits);

    /// @notice Directs what is held for `holder` now to `to`, after REDIRECTION_DELAY.
    ///
    /// Requirements: COMPLIANCE_ROLE; something is held; no order waits; `to` may be paid.
    /// Emits {OrderPlaced}.
    function orderRedirection(address holder, address to, bytes32 orderReference) external;

    /// @notice Hands what is held for `holder` now to the state's address `to`, after ESCHEAT_DELAY.
    ///
    /// Requirements: as {orderRedirection}.
    /// Emits {OrderPlaced}.
    function orderEscheat(address holder, address to, bytes32 orderReference) external;

    /// @notice Takes a waiting order back.
    ///
    /// Requirements: COMPLIANCE_ROLE or GUARDIAN_ROLE; an order waits.
    /// Emits {OrderCancelled}.
    function cancelOrder(address holder) external;

    /// @notice Pays a waiting order: the lesser of its amount and what is still held; anyone may
    /// call. Cash released to the holder in the meantime is no longer the order's.
    ///
    /// Requirements: an order waits; its delay has passed; something is held; `to` may be paid; the
    /// cash token transfers.
    /// Emits {OrderExecuted}.
    function executeOrder(address holder) external returns (uint256 paidUnits);

    /// @notice Returns recovered cash to the calling payer.
    ///
    /// Requirements: PAYER_ROLE; `amount` <= recovered - withdrawn.
    /// Emits {RecoveredWithdrawn}.
    function withdrawRecovered(uint256 amount) external;

    /// @notice Sends cash above `outstanding` (a donation) to `to`.
    ///
    /// Requirements: DEFAULT_ADMIN_ROLE; balance > outstanding; `to` may be paid.
    /// Emits {ExcessSwept}.
    function sweepExcess(address to) external returns (uint256 amount);

    /// @notice What a settlement without a step limit would credit now, adjustments included.
    /// @return interestUnits Interest to credit.
    /// @return principalUnits Principal to credit.
    /// @return debtUnits Debt of the final successor and of `holder`, new debits included, before
    /// netting.
    /// @return payableNow Cash it would try to send: credits less netting, 0 while blocked.
    function claimable(address holder)
        external
        view
        returns (
            uint256 interestUnits,
            uint256 principalUnits,
            uint256 debtUnits,
            uint256 payableNow
        );

    /// @notice Cash held for exactly this wallet, and why the latest of it is.
    function heldOf(address holder) external view returns (uint256 amount, HoldReason reason);

    /// @notice The order waiting on `holder`'s held cash; kind None if there is none.
    function orderOf(address holder) external view returns (Order memory);

    /// @notice The class's cash account.
    function totals() external view returns (Totals memory);

    /// @notice What is posted or funded for `period`; all zero if nothing is.
    function distribution(uint16 period) external view returns (Distribution memory);

    /// @notice The adjustment of `period` that waits for its funding; `waits` false if none does.
    function waitingAdjustment(uint16 period)
        external
        view
        returns (bool waits, uint16 revision, int256 interestUnits, int256 principalUnits);

    /// @notice Funded adjustment entry `index`, from 0.
    function adjustment(uint16 index) external view returns (Adjustment memory);

    /// @notice Number of funded adjustment entries.
    function adjustmentCount() external view returns (uint16);

    /// @notice Where `holder`'s settlement stands.
    function accountOf(address holder) external view returns (Account memory);

    /// @notice Last funded period, 0 before the first.
    function lastFunded() external view returns (uint16);

    /// @notice Last period a settlement credits now: funded, and payTime(p) <= now.
    function payableThrough() external view returns (uint16);

    /// @notice Sums of the funded amounts of periods 1..period, without adjustments.
    function cumulative(uint16 period)
        external
        view
        returns (uint256 interestUnits, uint256 principalUnits);

    /// @notice The certificate whose holders are paid.
    function certificate() external view returns (address);

    /// @notice The oracle whose accepted reports set the amounts.
    function remittanceOracle() external view returns (address);

    /// @notice The registry that names payees; the certificate's, fixed at deployment.
    function holderRegistry() external view returns (address);

    /// @notice The cash token.
    function cash() external view returns (address);

    /// @notice Base units of cash in one cent.
    function unitsPerCent() external view returns (uint256);

    /// @notice Gas given to the cash token for one payment.
    function CASH_GAS() external view returns (uint256);

    /// @notice Seconds a redirection waits.
    function REDIRECTION_DELAY() external view returns (uint40);

    /// @notice Seconds an escheat waits.
    function ESCHEAT_DELAY() external view returns (uint40);

    /// @notice May fund and withdraw what was recovered: servicer, guarantor, reserve.
    function PAYER_ROLE() external view returns (bytes32);

    /// @notice May place and cancel orders on held cash.
    function COMPLIANCE_ROLE() external view returns (bytes32);

    /// @notice May cancel orders on held cash.
    function GUARDIAN_ROLE() external view returns (bytes32);
}
