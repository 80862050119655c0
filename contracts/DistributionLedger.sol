// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DistributionFunding} from "./DistributionFunding.sol";
import {IDistributionLedger} from "./interfaces/IDistributionLedger.sol";
import {IHeldCash} from "./interfaces/IHeldCash.sol";
import {IPoolCertificate} from "./interfaces/IPoolCertificate.sol";
import {IRemittanceOracle} from "./interfaces/IRemittanceOracle.sol";
import {AccountBook} from "./libraries/AccountBook.sol";
import {AccountRecord} from "./libraries/AccountRecord.sol";
import {CashCall} from "./libraries/CashCall.sol";
import {HeldBook} from "./libraries/HeldBook.sol";
import {LedgerHead} from "./libraries/LedgerHead.sol";
import {COMPLIANCE_ROLE, GUARDIAN_ROLE} from "./libraries/Roles.sol";
import {Settlement} from "./libraries/Settlement.sol";
import {StretchWalk} from "./libraries/StretchWalk.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title One class's cash, owed exactly and paid to whoever held at the record times
/// @notice See {IDistributionLedger}.
contract DistributionLedger is IDistributionLedger, DistributionFunding, EIP712, Nonces {
    bytes32 private constant SETTLE_TO_TYPEHASH =
        keccak256("SettleTo(address holder,address to,uint256 nonce,uint256 deadline)");

    /// @inheritdoc IDistributionLedger
    uint256 public constant CASH_GAS = CashCall.ALLOWANCE;
    /// @inheritdoc IHeldCash
    uint40 public immutable REDIRECTION_DELAY; // [s]
    /// @inheritdoc IHeldCash
    uint40 public immutable ESCHEAT_DELAY; // [s]

    AccountBook private _accountBook; // [periods, cents, units, 1/supply of a unit]
    HeldBook private _heldBook; // [units, Unix seconds]

    constructor(
        IPoolCertificate certificate_,
        IRemittanceOracle oracle,
        IERC20Metadata cash_,
        uint40 redirectionDelay,
        uint40 escheatDelay,
        uint48 adminDelay,
        address admin
    )
        DistributionFunding(certificate_, oracle, cash_, adminDelay, admin)
        EIP712("DistributionLedger", "1")
    {
        if (redirectionDelay == 0 || redirectionDelay >= escheatDelay) {
            revert DistributionLedger_DelaysOutOfOrder(redirectionDelay, escheatDelay);
        }
        (REDIRECTION_DELAY, ESCHEAT_DELAY) = (redirectionDelay, escheatDelay);
    }

    // Settling

    /// @inheritdoc IDistributionLedger
    function settle(address holder, uint256 maxSteps)
        external
        nonReentrant
        returns (uint256 paidUnits)
    {
        LedgerHead head = _head;
        Settlement memory s;
        s.resolve(holderRegistry, holder);
        return _settle(s, head, maxSteps, head.payableThrough(_calendar));
    }

    /// @inheritdoc IDistributionLedger
    function settleMany(address[] calldata holders, uint256 maxSteps)
        external
        nonReentrant
        returns (uint256 paidUnits)
    {
        uint256 target = _head.payableThrough(_calendar);
        Settlement memory s;
        for (uint256 i = 0; i < holders.length; ++i) {
            s.resolve(holderRegistry, holders[i]);
            paidUnits += _settle(s, _head, maxSteps, target);
        }
    }

    /// @inheritdoc IDistributionLedger
    function settleTo(
        address holder,
        address to,
        uint256 maxSteps,
        uint256 deadline,
        bytes calldata signature
    ) external nonReentrant returns (uint256 paidUnits) {
        // Check
        Settlement memory s;
        s.resolve(holderRegistry, holder);
        _useSignature(holder, s.finalHolder, to, deadline, signature);
        _requirePayable(to);
        // Effect, Interaction
        s.payee = to;
        LedgerHead head = _head;
        paidUnits = _settle(s, head, maxSteps, head.payableThrough(_calendar));
        if (s.stepsLeft == maxSteps) revert DistributionLedger_NothingToSettle(holder);
        if (s.stepsLeft == 0) revert DistributionLedger_StepsTooFew(holder, maxSteps);
    }

    // Held cash

    /// @inheritdoc IHeldCash
    function retryHeld(address holder) external nonReentrant returns (uint256 paidUnits) {
        // Check
        Settlement memory s;
        s.resolve(holderRegistry, holder);
        if (s.blocked) revert DistributionLedger_HolderStillBlocked(s.finalHolder);
        if (_isForbidden(s.payee)) revert DistributionLedger_PayeeRefused(s.payee);
        // Effect
        _follow(holder, s.finalHolder);
        paidUnits = _heldBook.release(s.finalHolder, type(uint256).max);
        emit HeldReleased(s.finalHolder, s.payee, paidUnits);
        // Interaction
        _sendOut(s.payee, paidUnits);
    }

    /// @inheritdoc IHeldCash
    function orderRedirection(address holder, address to, bytes32 orderReference)
        external
        onlyRole(COMPLIANCE_ROLE)
    {
        _requirePayable(to);
        _heldBook.place(holder, to, OrderKind.Redirection, REDIRECTION_DELAY, orderReference);
    }

    /// @inheritdoc IHeldCash
    function orderEscheat(address holder, address to, bytes32 orderReference)
        external
        onlyRole(COMPLIANCE_ROLE)
    {
        _requirePayable(to);
        _heldBook.place(holder, to, OrderKind.Escheat, ESCHEAT_DELAY, orderReference);
    }

    /// @inheritdoc IHeldCash
    function cancelOrder(address holder) external {
        // Check
        if (!hasRole(COMPLIANCE_ROLE, msg.sender) && !hasRole(GUARDIAN_ROLE, msg.sender)) {
            revert DistributionLedger_MayNotCancel(msg.sender);
        }
        // Effect
        emit OrderCancelled(holder, _heldBook.takeOrder(holder).orderReference);
    }

    /// @inheritdoc IHeldCash
    function executeOrder(address holder) external nonReentrant returns (uint256 paidUnits) {
        // Check
        Order memory order = _heldBook.takeOrder(holder);
        if (block.timestamp < order.executableAt) {
            revert DistributionLedger_OrderTooEarly(order.executableAt, block.timestamp);
        }
        _requirePayable(order.to);
        // Effect
        paidUnits = _heldBook.release(holder, order.amount);
        emit OrderExecuted(holder, order.to, paidUnits, order.orderReference);
        // Interaction
        _sendOut(order.to, paidUnits);
    }

    // Reading

    /// @inheritdoc IDistributionLedger
    function claimable(address holder) external view returns (Claim memory claim) {
        LedgerHead head = _head;
        Settlement memory s;
        s.resolve(holderRegistry, holder);
        s.open(_accountBook.records[holder], type(uint256).max);
        StretchWalk.walk(s, certificate, _book, head, head.payableThrough(_calendar));
        s.close(unitsPerCent, _supply);
        (claim.interestUnits, claim.principalUnits) = (s.interestUnits, s.principalUnits);
        (claim.debtUnits,) = _accountBook.debits(holder, s.debit * unitsPerCent, _supply);
        claim.debtUnits += _accountBook.debtOf(s.finalHolder);
        if (s.finalHolder != holder) claim.debtUnits += _accountBook.debtOf(holder);
        uint256 credits = claim.interestUnits + claim.principalUnits;
        if (!s.blocked) claim.payableNow = Math.saturatingSub(credits, claim.debtUnits);
    }

    /// @inheritdoc IHeldCash
    function heldOf(address holder) external view returns (uint256, HoldReason) {
        return (_heldBook.entries[holder].amount, _heldBook.entries[holder].reason);
    }

    /// @inheritdoc IHeldCash
    function orderOf(address holder) external view returns (Order memory) {
        return _heldBook.orders[holder];
    }

    /// @inheritdoc IDistributionLedger
    function totals() external view returns (Totals memory sums) {
        LedgerHead head = _head;
        uint256 fundedCents = head.sumInterest() + head.sumPrincipal() + _book.adjusted;
        (sums.funded, sums.held) = (fundedCents * unitsPerCent, _heldBook.totalUnits);
        (sums.recovered, sums.withdrawn) = (_recovered, _withdrawn);
        sums.outstanding = head.outstanding();
        sums.paid = sums.funded - sums.outstanding - sums.withdrawn;
    }

    /// @inheritdoc IDistributionLedger
    function accountOf(address holder) external view returns (Account memory) {
        return _accountBook.unpack(holder);
    }

    /// @inheritdoc IDistributionLedger
    function payableThrough() external view returns (uint16) {
        return uint16(_head.payableThrough(_calendar));
    }

    /// @dev Credits `s.holder` up to `target`, books it and pays it.
    function _settle(Settlement memory s, LedgerHead head, uint256 maxSteps, uint256 target)
        private
        returns (uint256 paidUnits)
    {
        // Effect
        (address holder, address finalHolder) = (s.holder, s.finalHolder);
        _follow(holder, finalHolder);
        s.open(_accountBook.records[holder], maxSteps);
        StretchWalk.walk(s, certificate, _book, head, target);
        if (s.stepsLeft == maxSteps) return 0;
        s.close(unitsPerCent, _supply);
        AccountRecord account = s.account;
        _accountBook.records[holder] = account;
        if (finalHolder != holder) account = _accountBook.records[finalHolder];
        uint256 amount;
        unchecked {
            amount = s.interestUnits + s.principalUnits; // both far below 2**255
        }
        if (s.debit != 0 || account.indebted()) amount -= _net(s, amount);
        // Interaction
        if (amount != 0) paidUnits = _pay(s, head, amount);
        emit HolderSettled(
            holder,
            s.payee,
            uint16(s.account.settledThrough()),
            s.interestUnits,
            s.principalUnits,
            paidUnits
        );
    }

    /// @dev Sends `amount`, or holds it for the final holder.
    function _pay(Settlement memory s, LedgerHead head, uint256 amount)
        private
        returns (uint256 paidUnits)
    {
        HoldReason reason = HoldReason.CashRefused;
        if (s.blocked) reason = HoldReason.HolderBlocked;
        else if (_isForbidden(s.payee)) reason = HoldReason.PayeeForbidden;
        else if (_send(head, s.payee, amount)) return amount;
        _heldBook.hold(s.finalHolder, amount, reason);
    }

    /// @dev Tries to send; where the token refuses, nothing has changed.
    function _send(LedgerHead head, address to, uint256 amount) private returns (bool accepted) {
        // Effect
        _head = head.minusCash(amount);
        // Interaction
        accepted = CashCall.tryTransfer(address(cash), to, amount);
        if (!accepted) _head = head;
    }

    /// @dev Books what entries took as the final holder's debt, and keeps back what `credits` can
    /// repay of that one's debts.
    function _net(Settlement memory s, uint256 credits) private returns (uint256 netted) {
        uint256 units = _accountBook.carryDebits(s.holder, s.debit * unitsPerCent, _supply);
        netted = _accountBook.net(s.finalHolder, units, credits);
        _recovered += uint128(netted); // at most what was funded, below 2**97
    }

    /// @dev Debt and held cash of a replaced wallet go where its payments go.
    function _follow(address holder, address finalHolder) private {
        if (holder == finalHolder) return;
        _heldBook.follow(holder, finalHolder);
        _accountBook.follow(holder, finalHolder);
    }

    function _useSignature(
        address holder,
        address signer,
        address to,
        uint256 deadline,
        bytes calldata signature
    ) private {
        if (block.timestamp > deadline) {
            revert DistributionLedger_SignatureExpired(deadline, block.timestamp);
        }
        uint256 nonce = _useNonce(signer);
        bytes32 message = keccak256(abi.encode(SETTLE_TO_TYPEHASH, holder, to, nonce, deadline));
        bytes32 digest = _hashTypedDataV4(message);
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) {
            revert DistributionLedger_SignatureInvalid(signer, nonce);
        }
    }
}
