// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "./interfaces/IDistributionFunding.sol";
import {IHeldCash} from "./interfaces/IHeldCash.sol";
import {IHolderRecords} from "./interfaces/IHolderRecords.sol";
import {IPoolCertificate} from "./interfaces/IPoolCertificate.sol";
import {IRecordCalendar} from "./interfaces/IRecordCalendar.sol";
import {IRemittanceOracle} from "./interfaces/IRemittanceOracle.sol";
import {
    AdjustedSum,
    AdjustmentEntry,
    Adjustments,
    WaitingAdjustment
} from "./libraries/AdjustmentBook.sol";
import {FundedSum} from "./libraries/FundedSum.sol";
import {Holder} from "./libraries/HolderRecord.sol";
import {LedgerHead} from "./libraries/LedgerHead.sol";
import {PAYER_ROLE} from "./libraries/Roles.sol";
import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Reports become amounts, amounts become cash
/// @notice See {IDistributionFunding}. Amounts are kept in cents, cash is counted in units.
abstract contract DistributionFunding is IDistributionFunding, AccessControlDefaultAdminRules {
    using SafeERC20 for IERC20Metadata;

    /// @dev A class's amounts in one report.
    struct Posting {
        bool posted;
        uint16 revision;
        uint64 interest; // [cents]
        uint64 principal; // [cents]
    }

    uint8 private constant LEAST_DECIMALS = 2;
    uint8 private constant MOST_DECIMALS = 18;

    /// @inheritdoc IDistributionFunding
    IPoolCertificate public immutable certificate;
    /// @inheritdoc IDistributionFunding
    IRemittanceOracle public immutable remittanceOracle;
    /// @inheritdoc IDistributionFunding
    IHolderRecords public immutable holderRegistry;
    /// @inheritdoc IDistributionFunding
    IERC20Metadata public immutable cash;
    /// @inheritdoc IDistributionFunding
    uint256 public immutable unitsPerCent;
    IRecordCalendar internal immutable _calendar;
    uint16 private immutable _trancheIndex;

    LedgerHead internal _head; // [periods, Unix seconds, units]
    mapping(uint256 period => FundedSum) internal _sums; // [cents] of periods 1..period
    mapping(uint256 period => Posting) private _postings; // [cents] emptied by funding
    Adjustments internal _adjustments; // [cents]
    bool private transient _entered; // whether cash may be on its way
    uint128 internal _recovered; // [units] netted from payments so far
    uint128 internal _withdrawn; // [units] part of _recovered that payers took back

    /// @dev Cash calls strangers: while it moves, nothing else that moves cash may begin.
    modifier nonReentrant() {
        _enter();
        _;
        _entered = false;
    }

    constructor(
        IPoolCertificate certificate_,
        IRemittanceOracle oracle,
        IERC20Metadata cash_,
        uint48 adminDelay,
        address admin
    ) AccessControlDefaultAdminRules(adminDelay, admin) {
        // Check
        address expected = address(certificate_.remittanceOracle());
        if (address(oracle) != expected) {
            revert DistributionLedger_OracleMismatch(expected, address(oracle));
        }
        // Effect
        unitsPerCent = _unitsPerCent(cash_);
        certificate = certificate_;
        remittanceOracle = oracle;
        holderRegistry = certificate_.identityRegistry();
        cash = cash_;
        _calendar = certificate_.calendar();
        _trancheIndex = certificate_.trancheIndex();
    }

    /// @inheritdoc IDistributionFunding
    function post(uint16 period) external {
        // Check
        LedgerHead head = _head;
        _requireIssuanceClosed(head);
        if (period <= head.lastFunded()) {
            revert DistributionLedger_AlreadyFunded(period, head.lastFunded());
        }
        Posting memory latest = _latest(period);
        Posting memory present = _postings[period];
        if (present.posted && present.revision == latest.revision) {
            revert DistributionLedger_AlreadyPosted(period, latest.revision);
        }
        // Effect
        _postings[period] = latest;
        _emitPosted(period, latest);
    }

    /// @inheritdoc IDistributionFunding
    function fund(uint16 period) external onlyRole(PAYER_ROLE) nonReentrant {
        // Check
        LedgerHead head = _requireNext(period);
        Posting memory posting = _postings[period];
        if (!posting.posted) revert DistributionLedger_NotPosted(period);
        _requireLatest(period, posting.revision);
        _fund(head, period, posting);
    }

    /// @inheritdoc IDistributionFunding
    function postAndFund(uint16 period) external onlyRole(PAYER_ROLE) nonReentrant {
        // Check
        LedgerHead head = _requireNext(period);
        _requireIssuanceClosed(head);
        Posting memory latest = _latest(period);
        Posting memory present = _postings[period];
        // Effect
        if (!present.posted || present.revision != latest.revision) _emitPosted(period, latest);
        _fund(head, period, latest);
    }

    /// @inheritdoc IDistributionFunding
    function postAdjustment(uint16 period) external {
        // Check
        uint16 last = _head.lastFunded();
        if (period == 0 || period > last) revert DistributionLedger_NotFunded(period, last);
        Posting memory latest = _latest(period);
        (uint256 interest, uint256 principal) = _fundedCents(period);
        AdjustedSum memory adjusted = _adjustments.adjusted[period];
        int256 interestLeg = int256(uint256(latest.interest)) - int256(interest) - adjusted.interest;
        int256 principalLeg =
            int256(uint256(latest.principal)) - int256(principal) - adjusted.principal;
        // Effect
        if (!_adjustments.put(period, latest.revision, interestLeg, principalLeg)) {
            revert DistributionLedger_NothingToAdjust(period, latest.revision);
        }
        emit AdjustmentPosted(period, latest.revision, _units(interestLeg), _units(principalLeg));
    }

    /// @inheritdoc IDistributionFunding
    function fundAdjustment(uint16 period) external onlyRole(PAYER_ROLE) nonReentrant {
        // Check
        WaitingAdjustment memory waiting = _adjustments.waiting[period];
        if (waiting.isEmpty()) revert DistributionLedger_NotPosted(period);
        _requireLatest(period, waiting.revision);
        // Effect
        LedgerHead head = _head;
        uint16 index = head.adjustmentCount();
        uint256 units = _adjustments.append(index, period) * unitsPerCent;
        _head = head.withNextAdjustment().plusCash(units);
        emit AdjustmentFunded(
            index, period, msg.sender, _units(waiting.interest), _units(waiting.principal)
        );
        // Interaction
        _collect(units);
    }

    /// @inheritdoc IDistributionFunding
    function withdrawRecovered(uint256 amount) external onlyRole(PAYER_ROLE) nonReentrant {
        // Check
        uint256 available = _recovered - _withdrawn;
        if (amount > available) revert DistributionLedger_AboveRecovered(available, amount);
        // Effect
        _withdrawn += uint128(amount); // amount <= _recovered
        emit RecoveredWithdrawn(msg.sender, amount, _withdrawn);
        // Interaction
        _sendOut(msg.sender, amount);
    }

    /// @inheritdoc IDistributionFunding
    function sweepExcess(address to)
        external
        onlyRole(DEFAULT_ADMIN_ROLE)
        nonReentrant
        returns (uint256 amount)
    {
        // Check
        _requirePayable(to);
        uint256 outstanding = _head.outstanding();
        uint256 balance = cash.balanceOf(address(this));
        if (balance <= outstanding) revert DistributionLedger_NoExcess(outstanding, balance);
        // Effect
        amount = balance - outstanding;
        emit ExcessSwept(to, amount);
        // Interaction
        cash.safeTransfer(to, amount);
    }

    /// @inheritdoc IDistributionFunding
    function distribution(uint16 period) external view returns (Distribution memory known) {
        known.funded = period != 0 && period <= _head.lastFunded();
        if (!known.funded) {
            Posting memory posting = _postings[period];
            (known.posted, known.revision) = (posting.posted, posting.revision);
            known.interestUnits = posting.interest * unitsPerCent;
            known.principalUnits = posting.principal * unitsPerCent;
            return known;
        }
        (uint256 interest, uint256 principal) = _fundedCents(period);
        AdjustedSum memory adjusted = _adjustments.adjusted[period];
        (known.posted, known.revision) = (true, _sums[period].revision());
        known.interestUnits = interest * unitsPerCent;
        known.principalUnits = principal * unitsPerCent;
        known.adjustedInterestUnits = _units(adjusted.interest);
        known.adjustedPrincipalUnits = _units(adjusted.principal);
    }

    /// @inheritdoc IDistributionFunding
    function waitingAdjustment(uint16 period) external view returns (bool, uint16, int256, int256) {
        WaitingAdjustment memory waiting = _adjustments.waiting[period];
        (int256 interest, int256 principal) = (_units(waiting.interest), _units(waiting.principal));
        return (!waiting.isEmpty(), waiting.revision, interest, principal);
    }

    /// @inheritdoc IDistributionFunding
    function adjustment(uint16 index) external view returns (Adjustment memory) {
        AdjustmentEntry memory entry = _adjustments.entries[index];
        return Adjustment(entry.period, _units(entry.interest), _units(entry.principal));
    }

    /// @inheritdoc IDistributionFunding
    function adjustmentCount() external view returns (uint16) {
        return _head.adjustmentCount();
    }

    /// @inheritdoc IDistributionFunding
    function lastFunded() external view returns (uint16) {
        return _head.lastFunded();
    }

    /// @inheritdoc IDistributionFunding
    function cumulative(uint16 period) external view returns (uint256, uint256) {
        FundedSum sum = _sums[period];
        return (sum.interest() * unitsPerCent, sum.principal() * unitsPerCent);
    }

    function _enter() private {
        if (_entered) revert DistributionLedger_Reentered();
        _entered = true;
    }

    /// @dev Whether cash may never go to `to`: whoever has it there could not take it out.
    function _isForbidden(address to) internal view returns (bool) {
        return to == address(0) || to == address(this) || to == address(cash)
            || to == address(certificate);
    }

    /// @dev For a payee that someone names here and now, other than by the registry.
    function _requirePayable(address to) internal view {
        Holder memory holder = holderRegistry.holderOf(to);
        if (_isForbidden(to) || holder.blocked || holder.hasSuccessor) {
            revert IHeldCash.DistributionLedger_PayeeRefused(to);
        }
    }

    /// @dev Sends cash that is owed, or reverts.
    function _sendOut(address to, uint256 amount) internal {
        // Effect
        _head = _head.minusCash(amount);
        // Interaction
        cash.safeTransfer(to, amount);
    }

    /// @dev Books a period's amounts and takes its cash.
    function _fund(LedgerHead head, uint16 period, Posting memory posting) private {
        // Effect
        if (head.supply() == 0) head = head.withSupply(certificate.totalSupply());
        FundedSum sum =
            _sums[period - 1].plus(posting.interest, posting.principal, posting.revision);
        (uint256 interest, uint256 principal) =
            (posting.interest * unitsPerCent, posting.principal * unitsPerCent);
        _sums[period] = sum;
        _head = head.withFunded(period, _calendar.payTime(period)).plusCash(interest + principal);
        delete _postings[period];
        emit DistributionFunded(
            period,
            msg.sender,
            interest,
            principal,
            sum.interest() * unitsPerCent,
            sum.principal() * unitsPerCent
        );
        // Interaction
        _collect(interest + principal);
    }

    /// @dev Takes `amount` from the caller, and believes only the balance.
    function _collect(uint256 amount) private {
        if (amount == 0) return;
        uint256 before = cash.balanceOf(address(this));
        cash.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = cash.balanceOf(address(this)) - before;
        if (received != amount) revert DistributionLedger_CashMismatch(amount, received);
    }

    function _emitPosted(uint16 period, Posting memory posting) private {
        emit DistributionPosted(
            period,
            posting.revision,
            posting.interest * unitsPerCent,
            posting.principal * unitsPerCent
        );
    }

    /// @dev The class's amounts in the accepted report of `period`.
    function _latest(uint16 period) private view returns (Posting memory latest) {
        (latest.posted, latest.revision, latest.interest, latest.principal) =
            remittanceOracle.trancheAmounts(period, _trancheIndex);
        if (!latest.posted) revert DistributionLedger_NotAccepted(period);
    }

    function _requireLatest(uint16 period, uint16 posted) private view {
        uint16 accepted = _latest(period).revision;
        if (posted != accepted) revert DistributionLedger_StalePosting(accepted, posted);
    }

    function _requireNext(uint16 period) private view returns (LedgerHead head) {
        head = _head;
        uint16 expected = head.lastFunded() + 1;
        if (period != expected) revert DistributionLedger_NotNextPeriod(expected, period);
    }

    /// @dev Once closed it stays closed, so a ledger with a supply need not ask again.
    function _requireIssuanceClosed(LedgerHead head) private view {
        if (head.supply() == 0 && !certificate.issuanceClosed()) {
            revert DistributionLedger_IssuanceOpen(address(certificate));
        }
    }

    /// @dev A period's amounts as they were funded. [cents]
    function _fundedCents(uint16 period) private view returns (uint256, uint256) {
        (FundedSum before, FundedSum after_) = (_sums[period - 1], _sums[period]);
        return (after_.interest() - before.interest(), after_.principal() - before.principal());
    }

    function _units(int256 cents) private view returns (int256) {
        return cents * int256(unitsPerCent);
    }

    function _unitsPerCent(IERC20Metadata token) private view returns (uint256) {
        if (address(token).code.length == 0) {
            revert DistributionLedger_CashWithoutCode(address(token));
        }
        uint8 decimals = token.decimals();
        if (decimals < LEAST_DECIMALS || decimals > MOST_DECIMALS) {
            revert DistributionLedger_DecimalsOutOfRange(LEAST_DECIMALS, MOST_DECIMALS, decimals);
        }
        return 10 ** (decimals - LEAST_DECIMALS);
    }
}
