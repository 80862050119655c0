// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICertificateControls} from "./interfaces/ICertificateControls.sol";
import {IERC7943Fungible} from "./interfaces/IERC7943.sol";
import {IHolderRecords} from "./interfaces/IHolderRecords.sol";
import {ITransferRules} from "./interfaces/ITransferRules.sol";
import {Gate} from "./libraries/Gate.sol";
import {Holding} from "./libraries/Holding.sol";
import {COMPLIANCE_ROLE, GUARDIAN_ROLE, TRANSFER_AGENT_ROLE} from "./libraries/Roles.sol";
import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

/// @title What authorities may do to a certificate and its holders
/// @notice See {ICertificateControls}. Balances are the inheriting contract's.
abstract contract CertificateControls is
    ICertificateControls,
    IERC20Errors,
    AccessControlDefaultAdminRules
{
    uint256 private constant MOST_FROZEN = type(uint64).max; // [units] above any supply

    /// @inheritdoc ICertificateControls
    IHolderRecords public immutable identityRegistry;

    Gate internal _gate; // rules, open period, pause

    constructor(ITransferRules rules, uint48 adminDelay, address admin)
        AccessControlDefaultAdminRules(adminDelay, admin)
    {
        identityRegistry = rules.registry();
        _gate = _gate.withRules(rules);
        emit TransferRulesChanged(address(rules));
    }

    // Freezes

    /// @inheritdoc ICertificateControls
    function setAddressFrozen(address account, bool frozen) external onlyRole(COMPLIANCE_ROLE) {
        _setAddressFrozen(account, frozen);
    }

    /// @inheritdoc ICertificateControls
    function batchSetAddressFrozen(address[] calldata accounts, bool[] calldata frozen)
        external
        onlyRole(COMPLIANCE_ROLE)
    {
        _requireSameLength(accounts.length, frozen.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _setAddressFrozen(accounts[i], frozen[i]);
        }
    }

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount)
        external
        onlyRole(COMPLIANCE_ROLE)
        returns (bool)
    {
        _setFrozen(account, amount);
        return true;
    }

    /// @inheritdoc ICertificateControls
    function freezePartialTokens(address account, uint256 amount)
        external
        onlyRole(COMPLIANCE_ROLE)
    {
        _setFrozen(account, _holdingOf(account).frozen() + amount);
    }

    /// @inheritdoc ICertificateControls
    function unfreezePartialTokens(address account, uint256 amount)
        external
        onlyRole(COMPLIANCE_ROLE)
    {
        uint256 frozen = _holdingOf(account).frozen();
        if (amount > frozen) revert PoolCertificate_UnfreezeAboveFrozen(frozen, amount);
        _setFrozen(account, frozen - amount);
    }

    /// @inheritdoc ICertificateControls
    function isFrozen(address account) external view returns (bool) {
        return _holdingOf(account).addressFrozen();
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) external view returns (uint256) {
        return _holdingOf(account).frozen();
    }

    // Orders

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(address from, address to, uint256 amount)
        external
        onlyRole(TRANSFER_AGENT_ROLE)
        returns (bool)
    {
        _forceTransfer(from, to, amount);
        return true;
    }

    /// @inheritdoc ICertificateControls
    function batchForcedTransfer(
        address[] calldata froms,
        address[] calldata tos,
        uint256[] calldata amounts
    ) external onlyRole(TRANSFER_AGENT_ROLE) {
        _requireSameLength(froms.length, tos.length);
        _requireSameLength(froms.length, amounts.length);
        for (uint256 i = 0; i < froms.length; ++i) {
            _forceTransfer(froms[i], tos[i], amounts[i]);
        }
    }

    /// @inheritdoc ICertificateControls
    function recoveryAddress(address lostWallet, address newWallet, address investorOnchainID)
        external
        onlyRole(TRANSFER_AGENT_ROLE)
        returns (bool)
    {
        // Check
        (address successor,,) = identityRegistry.payeeOf(lostWallet);
        if (newWallet != successor || newWallet == lostWallet) {
            revert PoolCertificate_NotSuccessor(successor, newWallet);
        }
        address identity = address(uint160(identityRegistry.holderOf(lostWallet).identity));
        if (investorOnchainID != identity) {
            revert PoolCertificate_IdentityMismatch(identity, investorOnchainID);
        }
        Holding lost = _holdingOf(lostWallet);
        if (lost.balance() == 0) revert PoolCertificate_NothingToRecover(lostWallet);
        _gate.rules().checkForced(newWallet);
        // Effect
        Holding heir = _withFreezesOf(lostWallet, lost, newWallet);
        _move(lostWallet, lost.withFrozen(0), newWallet, heir, lost.balance());
        emit RecoverySuccess(lostWallet, newWallet, investorOnchainID);
        return true;
    }

    // Rules and pause

    /// @inheritdoc ICertificateControls
    function setTransferRules(ITransferRules rules) external onlyRole(COMPLIANCE_ROLE) {
        // Check
        address register = address(rules.registry());
        if (register != address(identityRegistry)) {
            revert PoolCertificate_RegistryMismatch(address(identityRegistry), register);
        }
        // Effect
        _gate = _gate.withRules(rules);
        emit TransferRulesChanged(address(rules));
    }

    /// @inheritdoc ICertificateControls
    function pause() external onlyRole(GUARDIAN_ROLE) {
        if (_gate.paused()) revert PoolCertificate_Paused();
        _gate = _gate.withPaused(true);
        emit Paused(msg.sender);
    }

    /// @inheritdoc ICertificateControls
    function unpause() external {
        if (!hasRole(DEFAULT_ADMIN_ROLE, msg.sender)) _checkRole(COMPLIANCE_ROLE);
        if (!_gate.paused()) revert PoolCertificate_NotPaused();
        _gate = _gate.withPaused(false);
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc ICertificateControls
    function paused() external view returns (bool) {
        return _gate.paused();
    }

    /// @inheritdoc ICertificateControls
    function compliance() external view returns (ITransferRules) {
        return _gate.rules();
    }

    // Balances come from the contract that inherits

    /// @dev The holding of an account as it is stored.
    function _holdingOf(address account) internal view virtual returns (Holding);

    /// @dev Stores a holding whose balance and periods are unchanged.
    function _storeHolding(address account, Holding holding) internal virtual;

    /// @dev Moves what was checked: `amount` is at most the sender's balance. The holdings are the
    /// stored ones, with other freezes where those change too.
    function _move(address from, Holding sender, address to, Holding receiver, uint256 amount)
        internal
        virtual;

    // Inner parts

    function _requireBalance(address account, Holding holding, uint256 amount) internal pure {
        if (amount > holding.balance()) {
            revert ERC20InsufficientBalance(account, holding.balance(), amount);
        }
    }

    function _requireSameLength(uint256 expected, uint256 received) internal pure {
        if (expected != received) revert PoolCertificate_LengthMismatch(expected, received);
    }

    function _setAddressFrozen(address account, bool frozen) private {
        _storeHolding(account, _holdingOf(account).withAddressFrozen(frozen));
        emit AddressFrozen(account, frozen, msg.sender);
    }

    function _setFrozen(address account, uint256 amount) private {
        if (amount > MOST_FROZEN) revert PoolCertificate_FreezeAboveLimit(MOST_FROZEN, amount);
        _storeHolding(account, _holdingOf(account).withFrozen(uint64(amount)));
        emit Frozen(account, amount);
    }

    function _forceTransfer(address from, address to, uint256 amount) private {
        // Check
        if (from == address(0)) revert ERC20InvalidSender(from);
        if (to == address(0)) revert ERC20InvalidReceiver(to);
        // To oneself nothing would move, but frozen tokens would be let go.
        if (from == to) revert ERC7943CannotTransfer(from, to, amount);
        (Holding sender, Holding receiver) = (_holdingOf(from), _holdingOf(to));
        _requireBalance(from, sender, amount);
        if (receiver.addressFrozen()) revert ERC7943CannotReceive(to);
        _gate.rules().checkForced(to);
        // Effect
        if (amount > sender.unfrozen()) {
            uint256 frozen = sender.frozen() - (amount - sender.unfrozen());
            sender = sender.withFrozen(uint64(frozen));
            emit Frozen(from, frozen);
        }
        _move(from, sender, to, receiver, amount);
        emit ForcedTransfer(from, to, amount);
    }

    /// @dev The holding of `newWallet` with the freezes of `lostWallet` added; emits, stores
    /// nothing. The sum of frozen tokens stops at the limit, where everything is frozen anyway.
    function _withFreezesOf(address lostWallet, Holding lost, address newWallet)
        private
        returns (Holding heir)
    {
        heir = _holdingOf(newWallet);
        if (lost.frozen() != 0) {
            uint256 frozen = uint256(lost.frozen()) + heir.frozen();
            if (frozen > MOST_FROZEN) frozen = MOST_FROZEN;
            heir = heir.withFrozen(uint64(frozen));
            emit Frozen(lostWallet, 0);
            emit Frozen(newWallet, frozen);
        }
        if (lost.addressFrozen() && !heir.addressFrozen()) {
            heir = heir.withAddressFrozen(true);
            emit AddressFrozen(newWallet, true, msg.sender);
        }
    }
}
