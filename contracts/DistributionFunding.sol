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
import {LedgerHead, LedgerHeads} from "./libraries/LedgerHead.sol";
import {PAYER_ROLE} from "./libraries/Roles.sol";
import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

/// @title Reports become amounts, amounts become cash
/// @notice See {IDistributionFunding}. Amounts are kept in cents, cash is counted in units.
abstract contract DistributionFunding is IDistributionFunding, AccessControlDefaultAdminRules {
    using SafeERC20 for IERC20Metadata;

    /// @dev Certificates have six decimals, whatever the cash has.
    uint256 private constant FACE_UNITS_PER_CENT = 10_000;
    Amounts private constant NOTHING = Amounts.wrap(0);

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
    mapping(uint256 period => Amounts) internal _sums; // [cents] funded for periods 1..period
    mapping(uint256 period => Amounts) private _postings; // [cents] emptied by funding
    mapping(uint256 period => Amounts) private _adjustedTo; // [cents] after its last adjustment
    mapping(uint256 index => AdjustmentEntry) internal _entries; // [cents] in funding order
    uint256 internal _adjustmentCents; // [cents] positive legs of all entries
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
        IRecordCalendar calendar = certificate_.calendar();
        uint256 lastTime = calendar.payTime(calendar.periods());
        if (calendar.periods() > LedgerHeads.MOST_PERIODS || lastTime > LedgerHeads.LATEST_TIME) {
            revert DistributionLedger_CalendarOutOfRange(calendar.periods(), lastTime);
        }
        // Effect
        unitsPerCent = CashCall.unitsPerCent(cash_);
        certificate = certificate_;
        remittanceOracle = oracle;
        holderRegistry = certificate_.identityRegistry();
        cash = cash_;
        _calendar = calendar;
        _trancheIndex = certificate_.trancheIndex();
        (, uint64 originalCents) = oracle.trancheFace(certificate_.trancheIndex());
        _supply = originalCents * FACE_UNITS_PER_CENT;
    }

    /// @inheritdoc IDistributionFunding
    function post(uint16 period) external {
        // Check
        LedgerHead head = _head;
        _requireIssuanceClosed(head);
        if (period <= head.lastFunded()) {
            revert DistributionLedger_AlreadyFunded(period, head.lastFunded());
        }
        Amounts latest = _latest(period);
        _requireNewer(period, latest);
        // Effect
        _postings[period] = latest;
        _emitPosted(period, latest);
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
        _requireIssuanceClosed(head);
        Amounts latest = _latest(period);
        // Effect
        if (Amounts.unwrap(_postings[period]) != Amounts.unwrap(latest)) {
            _emitPosted(period, latest);
        }
        _fund(head, period, latest);
    }

    /// @inheritdoc IDistributionFunding
    function postAdjustment(uint16 period) external {
        // Check
        uint16 last = _head.lastFunded();
        if (period == 0 || period > last) revert DistributionLedger_NotFunded(period, last);
        Amounts latest = _latest(period);
        bool waits = _requireNewer(period, latest);
        (int256 interest, int256 principal) = _inForce(period).legs(latest);
        bool nothing = interest == 0 && principal == 0;
        if (nothing && !waits) {
            revert DistributionLedger_NothingToAdjust(period, latest.revision());
        }
        // Effect
        _postings[period] = nothing ? NOTHING : latest;
        emit AdjustmentPosted(period, latest.revision(), _units(interest), _units(principal));
    }

    /// @inheritdoc IDistributionFunding
    function fundAdjustment(uint16 period) external onlyRole(PAYER_ROLE) nonReentrant {
        // Check
        LedgerHead head = _head;
        if (period > head.lastFunded()) {
            revert DistributionLedger_NotFunded(period, head.lastFunded());
        }
        Amounts posted = _requireLatest(period);
        // Effect
        (int256 interest, int256 principal) = _inForce(period).legs(posted);
        uint256 cents = uint256(SignedMath.max(interest, 0) + SignedMath.max(principal, 0));
        uint16 index = head.adjustmentCount();
        _head = head.withNextAdjustment().plusCash(cents * unitsPerCent);
        _entries[index] = AdjustmentEntry(period, int112(interest), int112(principal));
        _adjustedTo[period] = posted;
        _adjustmentCents += cents;
        _postings[period] = NOTHING;
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
        Amounts amounts = _postings[period];
        known.funded = period != 0 && period <= _head.lastFunded();
        if (known.funded) {
            amounts = _funded(period);
            Amounts inForce = _inForce(period);
            (int256 interest, int256 principal) = amounts.legs(inForce);
            known.adjustedInterestUnits = _units(interest);
            known.adjustedPrincipalUnits = _units(principal);
            known.revision = inForce.revision();
        } else {
            known.revision = amounts.revision();
        }
        known.posted = amounts.known();
        known.interestUnits = amounts.interest() * unitsPerCent;
        known.principalUnits = amounts.principal() * unitsPerCent;
    }

    /// @inheritdoc IDistributionFunding
    function waitingAdjustment(uint16 period)
        external
        view
        returns (bool waits, uint16 revision, int256 interestUnits, int256 principalUnits)
    {
        Amounts posted = _postings[period];
        if (!posted.known() || period > _head.lastFunded()) return (false, 0, 0, 0);
        (int256 interest, int256 principal) = _inForce(period).legs(posted);
        return (true, posted.revision(), _units(interest), _units(principal));
    }

    /// @inheritdoc IDistributionFunding
    function adjustment(uint16 index) external view returns (Adjustment memory) {
        AdjustmentEntry memory entry = _entries[index];
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
        Amounts sum = _sums[period];
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
        Amounts sum = _sums[period - 1].plus(amounts);
        uint256 interest = amounts.interest() * unitsPerCent;
        uint256 principal = amounts.principal() * unitsPerCent;
        _sums[period] = sum;
        _head =
            head.withFunded(period, _calendar.payTime(period), sum).plusCash(interest + principal);
        _postings[period] = NOTHING;
        emit DistributionFunded(
            period,
            msg.sender,
            interest,
            principal,
            sum.interest() * unitsPerCent,
            sum.principal() * unitsPerCent
        );
        // Interaction
        CashCall.collect(cash, msg.sender, interest + principal);
    }

    function _emitPosted(uint16 period, Amounts amounts) private {
        emit DistributionPosted(
            period,
            amounts.revision(),
            amounts.interest() * unitsPerCent,
            amounts.principal() * unitsPerCent
        );
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
        posted = _postings[period];
        if (!posted.known()) revert DistributionLedger_NotPosted(period);
        uint16 accepted = _latest(period).revision();
        if (posted.revision() != accepted) {
            revert DistributionLedger_StalePosting(accepted, posted.revision());
        }
    }

    /// @dev Whether anything is posted for `period`, which must not be `latest` itself.
    function _requireNewer(uint16 period, Amounts latest) private view returns (bool) {
        Amounts posted = _postings[period];
        if (posted.known() && posted.revision() == latest.revision()) {
            revert DistributionLedger_AlreadyPosted(period, latest.revision());
        }
        return posted.known();
    }

    function _requireNext(uint16 period) private view returns (LedgerHead head) {
        head = _head;
        uint16 expected = head.lastFunded() + 1;
        if (period != expected) revert DistributionLedger_NotNextPeriod(expected, period);
    }

    /// @dev Once closed it stays closed, so after the first period nobody need ask again.
    function _requireIssuanceClosed(LedgerHead head) private view {
        if (head.lastFunded() != 0) return;
        if (!certificate.issuanceClosed()) {
            revert DistributionLedger_IssuanceOpen(address(certificate));
        }
        uint256 received = certificate.totalSupply();
        if (received != _supply) revert DistributionLedger_SupplyMismatch(_supply, received);
    }

    /// @dev A period's amounts as they were funded.
    function _funded(uint16 period) private view returns (Amounts) {
        return _sums[period].minus(_sums[period - 1]);
    }

    /// @dev A funded period's amounts with all its adjustments.
    function _inForce(uint16 period) private view returns (Amounts amounts) {
        amounts = _adjustedTo[period];
        if (!amounts.known()) amounts = _funded(period);
    }

    function _units(int256 cents) private view returns (int256) {
        return cents * int256(unitsPerCent);
    }
}
