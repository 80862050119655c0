// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "./interfaces/IDistributionFunding.sol";
import {IHeldCash} from "./interfaces/IHeldCash.sol";
import {IHolderRecords} from "./interfaces/IHolderRecords.sol";
import {IPoolCertificate} from "./interfaces/IPoolCertificate.sol";
import {IRecordCalendar} from "./interfaces/IRecordCalendar.sol";
import {IRemittanceOracle} from "./interfaces/IRemittanceOracle.sol";
import {AdjustmentEntry} from "./libraries/AdjustmentEntry.sol";
import {Amounts, AmountsWords} from "./libraries/Amounts.sol";
import {CashCall} from "./libraries/CashCall.sol";
import {FundingBook, FundingBooks} from "./libraries/FundingBook.sol";
import {LedgerHead, LedgerHeads} from "./libraries/LedgerHead.sol";
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

    /// @dev Certificates have six decimals, whatever the cash has.
    uint256 private constant FACE_UNITS_PER_CENT = 10_000;

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
    uint256 internal immutable _supply; // [certificate units] once issuance is closed

    LedgerHead internal _head; // [periods, Unix seconds, units]
    FundingBook internal _book; // [cents]
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
        LedgerHeads.requireFits(certificate_.calendar());
        // Effect
        unitsPerCent = CashCall.unitsPerCent(cash_);
        certificate = certificate_;
        remittanceOracle = oracle;
        holderRegistry = certificate_.identityRegistry();
        cash = cash_;
        _calendar = certificate_.calendar();
        _trancheIndex = certificate_.trancheIndex();
        (, uint64 originalCents) = oracle.trancheFace(certificate_.trancheIndex());
        _supply = originalCents * FACE_UNITS_PER_CENT;
    }

    /// @inheritdoc IDistributionFunding
    function post(uint16 period) external {
        // Check
        uint16 last = _head.lastFunded();
        _requireIssuanceClosed(last);
        if (period <= last) revert DistributionLedger_AlreadyFunded(period, last);
        Amounts latest = _latest(period);
        _book.requireNewer(period, latest);
        // Effect
        _book.postings[period] = latest;
        FundingBooks.emitPosted(period, latest, unitsPerCent);
    }

    /// @inheritdoc IDistributionFunding
    function fund(uint16 period) external onlyRole(PAYER_ROLE) nonReentrant {
        // Check
        LedgerHead head = _requireNext(period);
        _fund(head, period, _requireLatest(period));
    }

    /// @inheritdoc IDistributionFunding
    function postAndFund(uint16 period) external onlyRole(PAYER_ROLE) nonReentrant {
        // Check
        LedgerHead head = _requireNext(period);
        _requireIssuanceClosed(head.lastFunded());
        Amounts latest = _latest(period);
        // Effect
        if (Amounts.unwrap(_book.postings[period]) != Amounts.unwrap(latest)) {
            FundingBooks.emitPosted(period, latest, unitsPerCent);
        }
        _fund(head, period, latest);
    }

    /// @inheritdoc IDistributionFunding
    function postAdjustment(uint16 period) external {
        // Check
        uint16 last = _head.lastFunded();
        if (period == 0 || period > last) revert DistributionLedger_NotFunded(period, last);
        Amounts latest = _latest(period);
        bool waits = _book.requireNewer(period, latest);
        (int256 interest, int256 principal) = _book.inForce(period).legs(latest);
        bool nothing = interest == 0 && principal == 0;
        if (nothing && !waits) {
            revert DistributionLedger_NothingToAdjust(period, latest.revision());
        }
        // Effect
        if (nothing) _book.clear(period);
        else _book.postings[period] = latest;
        emit AdjustmentPosted(period, latest.revision(), _units(interest), _units(principal));
    }

    /// @inheritdoc IDistributionFunding
    function fundAdjustment(uint16 period) external onlyRole(PAYER_ROLE) nonReentrant {
        // Check
        LedgerHead head = _head;
        if (period > head.lastFunded()) {
            revert DistributionLedger_NotFunded(period, head.lastFunded());
        }
        _requireLatest(period);
        // Effect
        uint16 index = head.adjustmentCount();
        (int256 interest, int256 principal, uint256 cents) = _book.append(index, period);
        _head = head.withNextAdjustment().plusCash(cents * unitsPerCent);
        emit AdjustmentFunded(index, period, msg.sender, _units(interest), _units(principal));
        // Interaction
        CashCall.collect(cash, msg.sender, cents * unitsPerCent);
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
        Amounts amounts = _book.postings[period];
        Amounts inForce = amounts;
        known.funded = period != 0 && period <= _head.lastFunded();
        if (known.funded) (amounts, inForce) = (_book.funded(period), _book.inForce(period));
        (int256 interest, int256 principal) = amounts.legs(inForce);
        (known.posted, known.revision) = (amounts.known(), inForce.revision());
        known.interestUnits = amounts.interest() * unitsPerCent;
        known.principalUnits = amounts.principal() * unitsPerCent;
        known.adjustedInterestUnits = _units(interest);
        known.adjustedPrincipalUnits = _units(principal);
    }

    /// @inheritdoc IDistributionFunding
    function waitingAdjustment(uint16 period) external view returns (bool, uint16, int256, int256) {
        Amounts posted = _book.postings[period];
        if (!posted.known() || period > _head.lastFunded()) return (false, 0, 0, 0);
        (int256 interest, int256 principal) = _book.inForce(period).legs(posted);
        return (true, posted.revision(), _units(interest), _units(principal));
    }

    /// @inheritdoc IDistributionFunding
    function adjustment(uint16 index) external view returns (Adjustment memory) {
        AdjustmentEntry memory entry = _book.entries[index];
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
        Amounts sum = _book.sums[period];
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
        (address finalHolder,, bool blocked) = holderRegistry.payeeOf(to);
        if (_isForbidden(to) || blocked || finalHolder != to) {
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
    function _fund(LedgerHead head, uint16 period, Amounts amounts) private {
        // Effect
        uint256 units = (amounts.interest() + amounts.principal()) * unitsPerCent;
        Amounts sum = _book.fund(period, amounts, unitsPerCent);
        _head = head.withFunded(period, _calendar.payTime(period), sum).plusCash(units);
        // Interaction
        CashCall.collect(cash, msg.sender, units);
    }

    /// @dev The class's amounts in the accepted report of `period`.
    function _latest(uint16 period) private view returns (Amounts) {
        (bool accepted, uint16 revision, uint64 interest, uint64 principal) =
            remittanceOracle.trancheAmounts(period, _trancheIndex);
        if (!accepted) revert DistributionLedger_NotAccepted(period);
        return AmountsWords.pack(interest, principal, revision);
    }

    /// @dev What is posted for `period`, which must be the latest report.
    function _requireLatest(uint16 period) private view returns (Amounts posted) {
        posted = _book.postings[period];
        if (!posted.known()) revert DistributionLedger_NotPosted(period);
        uint16 accepted = _latest(period).revision();
        if (posted.revision() != accepted) {
            revert DistributionLedger_StalePosting(accepted, posted.revision());
        }
    }

    function _requireNext(uint16 period) private view returns (LedgerHead head) {
        head = _head;
        uint16 expected = head.lastFunded() + 1;
        if (period != expected) revert DistributionLedger_NotNextPeriod(expected, period);
    }

    /// @dev Once closed it stays closed, so after the first period nobody need ask again.
    function _requireIssuanceClosed(uint16 last) private view {
        if (last != 0) return;
        if (!certificate.issuanceClosed()) {
            revert DistributionLedger_IssuanceOpen(address(certificate));
        }
        uint256 received = certificate.totalSupply();
        if (received != _supply) revert DistributionLedger_SupplyMismatch(_supply, received);
    }

    function _units(int256 cents) private view returns (int256) {
        return cents * int256(unitsPerCent);
    }
}
