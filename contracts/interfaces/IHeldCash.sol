// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Cash that was credited and could not be sent
///
/// @notice A payment that fails, or that must not be made, waits here under the final holder's
/// wallet. It leaves in one of three ways: anyone retries it once the cause is gone; an order of a
/// court or regulator redirects it after a delay; or it goes to the state after a longer one.
///
/// Powers: COMPLIANCE_ROLE places and cancels orders, GUARDIAN_ROLE cancels them. An order is
/// announced with its file number and covers what was held when it was announced, so that its
/// delay is a notice of that very cash; once that cash is released, or has followed a replaced wallet,
/// the order is over. Nobody else moves held cash anywhere but to the payout wallet that the register
/// names; who may name it, and that the transfer agent's word takes effect at once, is the
/// register's matter (IHolderBook).
///
/// Units: amounts are base units of the cash token; times are Unix seconds, delays seconds.
interface IHeldCash {
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

    /// @notice An order on the held cash of one holder.
    struct Order {
        /// @dev Who receives the cash.
        address to;
        /// @dev First second at which it can be executed.
        uint40 executableAt;
        /// @dev None: no order.
        OrderKind kind;
        /// @dev Most the order may move: what was held when it was placed, in units.
        uint128 amount;
        /// @dev File number of the court, regulator or state, as announced.
        bytes32 orderReference;
    }

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
    /// @dev Cash may not go there: zero, this ledger, the certificate, the cash token, a blocked
    /// wallet or a wallet that has been replaced.
    error DistributionLedger_PayeeRefused(address payee);
    /// @dev The escheat delay must be above the redirection delay, and that above 0 (seconds).
    error DistributionLedger_DelaysOutOfOrder(uint40 redirectionDelay, uint40 escheatDelay);

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

    /// @notice Cash held for exactly this wallet, and why the latest of it is.
    function heldOf(address holder) external view returns (uint256 amount, HoldReason reason);

    /// @notice The order waiting on `holder`'s held cash; kind None if there is none.
    function orderOf(address holder) external view returns (Order memory);

    /// @notice Seconds a redirection waits.
    function REDIRECTION_DELAY() external view returns (uint40);

    /// @notice Seconds an escheat waits.
    function ESCHEAT_DELAY() external view returns (uint40);
}
