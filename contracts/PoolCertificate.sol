// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CertificateControls} from "./CertificateControls.sol";
import {PeriodBalances} from "./PeriodBalances.sol";
import {IERC7943Fungible} from "./interfaces/IERC7943.sol";
import {IPoolCertificate} from "./interfaces/IPoolCertificate.sol";
import {IRecordCalendar} from "./interfaces/IRecordCalendar.sol";
import {IRemittanceOracle} from "./interfaces/IRemittanceOracle.sol";
import {ITransferRules} from "./interfaces/ITransferRules.sol";
import {Gate} from "./libraries/Gate.sol";
import {Holding} from "./libraries/Holding.sol";
import {ISSUER_ROLE} from "./libraries/Roles.sol";
import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The certificate of one class of a pool
/// @notice See {IPoolCertificate}.
contract PoolCertificate is IPoolCertificate, PeriodBalances, CertificateControls {
    uint256 private constant MAX_SUPPLY = 1e18; // [units] $1,000,000,000,000 of face
    uint256 private constant UNITS_PER_CENT = 10_000; // [units]

    /// @inheritdoc IPoolCertificate
    IRemittanceOracle public immutable remittanceOracle;
    /// @inheritdoc IPoolCertificate
    uint16 public immutable trancheIndex;

    constructor(
        string memory name_,
        string memory symbol_,
        ITransferRules rules,
        IRecordCalendar calendar_,
        IRemittanceOracle oracle,
        uint16 trancheIndex_,
        uint48 adminDelay,
        address admin
    ) PeriodBalances(name_, symbol_, calendar_) CertificateControls(rules, adminDelay, admin) {
        address followed = address(oracle.calendar());
        if (followed != address(calendar_)) {
            revert PoolCertificate_CalendarMismatch(address(calendar_), followed);
        }
        oracle.trancheFace(trancheIndex_); // reverts where there is no such class
        remittanceOracle = oracle;
        trancheIndex = trancheIndex_;
    }

    // Issuance

    /// @inheritdoc IPoolCertificate
    function mint(address to, uint256 amount) external onlyRole(ISSUER_ROLE) {
        _issue(to, amount);
    }

    /// @inheritdoc IPoolCertificate
    function batchMint(address[] calldata tos, uint256[] calldata amounts)
        external
        onlyRole(ISSUER_ROLE)
    {
        _requireSameLength(tos.length, amounts.length);
        for (uint256 i = 0; i < tos.length; ++i) {
            _issue(tos[i], amounts[i]);
        }
    }

    /// @inheritdoc IPoolCertificate
    function closeIssuance() external onlyRole(ISSUER_ROLE) {
        // Check
        _requireIssuanceOpen();
        if (_supply != _originalFace()) {
            revert PoolCertificate_SupplyNotOriginalFace(_originalFace(), _supply);
        }
        // Effect
        _gate = _gate.withIssuanceClosed();
        emit IssuanceClosed(_supply);
    }

    /// @inheritdoc IPoolCertificate
    function issuanceClosed() external view returns (bool) {
        return _gate.issuanceClosed();
    }

    // Holders

    /// @inheritdoc IPoolCertificate
    function batchTransfer(address[] calldata tos, uint256[] calldata amounts) external {
        _requireSameLength(tos.length, amounts.length);
        for (uint256 i = 0; i < tos.length; ++i) {
            transfer(tos[i], amounts[i]);
        }
    }

    /// @inheritdoc IPoolCertificate
    function currentFace(address holder) external view returns (uint256) {
        (uint64 outstandingCents, uint64 originalCents) = remittanceOracle.trancheFace(trancheIndex);
        return balanceOf(holder) * outstandingCents / originalCents; // rounded down
    }

    /// @inheritdoc IERC20Metadata
    function decimals() public pure override(ERC20, IERC20Metadata) returns (uint8) {
        return 6;
    }

    // What tools ask

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        (Holding sender, Holding receiver) = (_holdings[from], _holdings[to]);
        if (_gate.paused() || from == address(0)) return false;
        if (sender.addressFrozen() || receiver.addressFrozen()) return false;
        if (sender.frozen() != 0 && amount > sender.unfrozen()) return false;
        uint256 fromAfter = amount < sender.balance() ? sender.balance() - amount : 0;
        try _gate.rules().check(from, to, amount, fromAfter, receiver.balance()) {
            return true;
        } catch {
            return false;
        }
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address account) external view returns (bool) {
        return canTransact(account);
    }

    /// @inheritdoc IERC7943Fungible
    function canReceive(address account) external view returns (bool) {
        return canTransact(account);
    }

    /// @inheritdoc IPoolCertificate
    function canTransact(address account) public view returns (bool) {
        if (_holdings[account].addressFrozen()) return false;
        try _gate.rules().inGoodStanding(account) returns (bool good) {
            return good;
        } catch {
            return false;
        }
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(AccessControlDefaultAdminRules, IERC165)
        returns (bool)
    {
        return interfaceId == type(IERC7943Fungible).interfaceId
            || interfaceId == type(IERC20).interfaceId
            || interfaceId == type(IERC20Metadata).interfaceId
            || interfaceId == type(IERC20Permit).interfaceId || super.supportsInterface(interfaceId);
    }

    // Inner parts

    /// @dev Only `transfer` and `transferFrom` come here, with neither side zero.
    function _update(address from, address to, uint256 amount) internal override {
        // Check
        Gate gate = _gate;
        if (gate.paused()) revert PoolCertificate_Paused();
        (Holding sender, Holding receiver) = (_holdings[from], _holdings[to]);
        if (sender.addressFrozen()) revert ERC7943CannotSend(from);
        if (receiver.addressFrozen()) revert ERC7943CannotReceive(to);
        uint256 unfrozen = sender.unfrozen();
        if (amount > unfrozen) {
            _requireBalance(from, sender, amount);
            revert ERC7943InsufficientUnfrozenBalance(from, amount, unfrozen);
        }
        gate.rules().check(from, to, amount, sender.debited(amount).balance(), receiver.balance());
        // Effect
        _moveThrough(gate, from, sender, to, receiver, amount);
    }

    /// @inheritdoc CertificateControls
    function _move(address from, Holding sender, address to, Holding receiver, uint256 amount)
        internal
        override
    {
        _moveThrough(_gate, from, sender, to, receiver, amount);
    }

    /// @dev Transfers of nothing leave no trace, so that nobody can lengthen another's history.
    function _moveThrough(
        Gate gate,
        address from,
        Holding sender,
        address to,
        Holding receiver,
        uint256 amount
    ) private {
        emit Transfer(from, to, amount);
        if (amount == 0 || from == to) return;
        uint16 period = _openPeriod(gate);
        // amount <= sender's balance, and all balances together are at most MAX_SUPPLY < 2**64.
        Holding debited = sender.debited(amount);
        _storeChange(from, sender, debited, period);
        _storeChange(to, receiver, receiver.credited(amount), period);
        // Interaction
        if (debited.balance() == 0) identityRegistry.noteHolding(from, false);
        if (receiver.balance() == 0) identityRegistry.noteHolding(to, true);
    }

    function _issue(address to, uint256 amount) private {
        // Check
        if (_gate.paused()) revert PoolCertificate_Paused();
        _requireIssuanceOpen();
        Holding receiver = _holdings[to];
        if (receiver.addressFrozen()) revert ERC7943CannotReceive(to);
        uint256 supply = _supply + amount;
        uint256 limit = Math.min(_originalFace(), MAX_SUPPLY);
        if (supply > limit) revert PoolCertificate_SupplyAboveLimit(limit, supply);
        _gate.rules().check(address(0), to, amount, 0, receiver.balance());
        // Effect
        emit Transfer(address(0), to, amount);
        if (amount == 0) return;
        _supply = supply;
        _storeChange(to, receiver, receiver.credited(amount), _openPeriod(_gate));
        // Interaction
        if (receiver.balance() == 0) identityRegistry.noteHolding(to, true);
    }

    /// @dev The period that a change of a balance now belongs to. Asks the calendar once after each
    /// record time that is followed by a change, however many periods have passed.
    function _openPeriod(Gate gate) private returns (uint16) {
        if (block.timestamp <= gate.openRecordTime()) return gate.openPeriod();
        (uint16 period, uint64 recordTime) = calendar.openPeriodAt(uint64(block.timestamp));
        _gate = gate.withOpenPeriod(period, uint40(recordTime));
        return period;
    }

    /// @dev Of the whole class; more could never be closed, and nothing can be burned.
    function _originalFace() private view returns (uint256) {
        (, uint64 originalCents) = remittanceOracle.trancheFace(trancheIndex);
        return originalCents * UNITS_PER_CENT;
    }

    function _requireIssuanceOpen() private view {
        if (_gate.issuanceClosed()) revert PoolCertificate_IssuanceClosed(_supply);
        uint64 firstRecordTime = calendar.recordTime(1);
        if (block.timestamp > firstRecordTime) {
            revert PoolCertificate_IssuanceOver(firstRecordTime, block.timestamp);
        }
    }

    function _holdingOf(address account) internal view override returns (Holding) {
        return _holdings[account];
    }

    function _storeHolding(address account, Holding holding) internal override {
        _holdings[account] = holding;
    }
}
