// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DistributionLedger} from "../DistributionLedger.sol";
import {HolderRegistry} from "../HolderRegistry.sol";
import {PoolCertificate} from "../PoolCertificate.sol";
import {RecordCalendar} from "../RecordCalendar.sol";
import {RemittanceOracle} from "../RemittanceOracle.sol";
import {TransferRules} from "../TransferRules.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {TransferLimits} from "../interfaces/ITransferRules.sol";
import {HolderFacts} from "../libraries/HolderRecord.sol";
import {Months} from "../libraries/Months.sol";
import {ClassRow, Content, Envelope} from "../libraries/Report.sol";
import {
    COMPLIANCE_ROLE,
    GUARDIAN_ROLE,
    ISSUER_ROLE,
    PAYER_ROLE,
    TRANSFER_AGENT_ROLE
} from "../libraries/Roles.sol";
import {TestDollar} from "../testing/TestDollar.sol";
import {Base} from "./Base.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @dev What every test dollar offers.
interface IMintableDollar is IERC20Metadata {
    function mint(address to, uint256 amount) external;
}

/// @title One class from issue to payment, on the real contracts
/// @notice This contract holds the admin and agent roles; `servicer`, `compliance` and `guardian`
/// act under their own addresses. Four nodes sign, three suffice. The pool has one class.
abstract contract LedgerWorld is Base {
    uint64 internal constant FACE_CENTS = 100_000_000; // $1,000,000.00
    uint256 internal constant SUPPLY = uint256(FACE_CENTS) * 10_000;
    uint256 internal constant CENT = 10_000; // [units] of six-decimals cash
    uint32 internal constant FIRST_MONTH = 202_701;
    uint40 internal constant REDIRECTION_DELAY = 7 days;
    uint40 internal constant ESCHEAT_DELAY = 365 days;
    uint48 internal constant ADMIN_DELAY = 2 days;
    bytes32 internal constant POOL = "POOL-1";

    HolderRegistry internal registry;
    TransferRules internal rules;
    RecordCalendar internal calendar;
    RemittanceOracle internal oracle;
    PoolCertificate internal certificate;
    IMintableDollar internal cash;
    DistributionLedger internal ledger;

    address internal servicer = actor("servicer");
    address internal compliance = actor("compliance");
    address internal guardian = actor("guardian");
    address internal attacker = actor("attacker");
    address internal holderA = actor("certificate holder a");
    address internal holderB = actor("certificate holder b");
    address internal holderC = actor("certificate holder c");

    /// @dev The class's balance after each accepted period; index 0 is at issue. [cents]
    mapping(uint256 period => uint64) internal classEnd;
    uint64 private _nextIdentity = 1;

    // Deployment

    /// @dev Everything up to an empty, open certificate, at the start of December 2026.
    function deploy(IMintableDollar cash_, uint16 periods) internal {
        vm.warp(Months.start(202_612));
        registry = new HolderRegistry(ADMIN_DELAY, address(this));
        registry.grantRole(TRANSFER_AGENT_ROLE, address(this));
        registry.grantRole(COMPLIANCE_ROLE, compliance);
        rules = new TransferRules(registry, TransferLimits(0, 0, 0, 0, 0), new uint16[](0));
        calendar = _calendar(periods);
        oracle = new RemittanceOracle(_config());
        _openNodeSet();
        certificate = new PoolCertificate(
            "Class A", "A", rules, calendar, oracle, 0, ADMIN_DELAY, address(this)
        );
        certificate.grantRole(ISSUER_ROLE, address(this));
        certificate.grantRole(TRANSFER_AGENT_ROLE, address(this));
        cash = cash_;
        ledger = _deployLedger(cash_);
        ledger.grantRole(PAYER_ROLE, servicer);
        ledger.grantRole(COMPLIANCE_ROLE, compliance);
        ledger.grantRole(GUARDIAN_ROLE, guardian);
        cash.mint(servicer, 1e24);
        approveLedger(servicer);
    }

    /// @dev By hand, because some dollars answer nothing.
    function approveLedger(address payer) internal {
        vm.prank(payer);
        (bool done,) =
            address(cash).call(abi.encodeCall(cash.approve, (address(ledger), type(uint256).max)));
        assertTrue(done, "approved");
    }

    function _deployLedger(IERC20Metadata cash_) internal returns (DistributionLedger) {
        return new DistributionLedger(
            certificate, oracle, cash_, REDIRECTION_DELAY, ESCHEAT_DELAY, ADMIN_DELAY, address(this)
        );
    }

    function newTestDollar() internal returns (IMintableDollar) {
        return IMintableDollar(address(new TestDollar(address(this))));
    }

    /// @dev Record times at month ends, 22:00 UTC; payments on the 25th, 14:00 UTC.
    function _calendar(uint16 periods) private returns (RecordCalendar) {
        uint64[] memory recordTimes = new uint64[](periods);
        uint64[] memory payTimes = new uint64[](periods);
        for (uint256 i = 0; i < periods; ++i) {
            recordTimes[i] = uint64(Months.start(monthOf(i + 1)) - 2 hours);
            payTimes[i] = recordTimes[i] + 24 days + 16 hours;
        }
        return new RecordCalendar(FIRST_MONTH, recordTimes, payTimes);
    }

    function _config() internal view returns (IRemittanceOracle.Config memory config) {
        config.pool = POOL;
        config.calendar = calendar;
        config.balance = FACE_CENTS;
        config.loanCount = 10;
        config.classes = new IRemittanceOracle.ClassTerms[](1);
        config.classes[0] = IRemittanceOracle.ClassTerms(FACE_CENTS, false);
        config.maxRatePpm = 1_000_000;
        config.maxFeePpm = 10_000;
        config.maxSmmPpm = 1_000_000;
        config.maxLossPpm = 1_000_000;
        config.nodeDelay = 1 days;
        config.holdDelay = 1 days;
        config.admin = address(this);
        config.adminDelay = ADMIN_DELAY;
    }

    function _openNodeSet() private {
        string[4] memory names = _nodeNames();
        address[] memory nodes = new address[](4);
        bytes[] memory proofs = new bytes[](4);
        for (uint256 i = 0; i < 4; ++i) {
            nodes[i] = actor(names[i]);
            proofs[i] = signAs(names[i], oracle.nodeKeyDigest(nodes[i]));
        }
        oracle.openNodeSet(nodes, proofs, 3);
    }

    /// @dev In ascending order of their addresses, as the oracle wants them.
    function _nodeNames() internal pure returns (string[4] memory names) {
        names = ["node 1", "node 2", "node 3", "node 4"];
        for (uint256 i = 1; i < 4; ++i) {
            for (uint256 j = i; j > 0; --j) {
                if (vm.addr(keyOf(names[j - 1])) < vm.addr(keyOf(names[j]))) break;
                (names[j - 1], names[j]) = (names[j], names[j - 1]);
            }
        }
    }

    // Holders

    function register(address wallet) internal {
        registerAs(wallet, _nextIdentity++);
    }

    function registerAs(address wallet, uint64 identity) internal {
        registry.setHolder(wallet, HolderFacts(identity, type(uint40).max, 840, 1));
    }

    function issue(address holder, uint256 units) internal {
        register(holder);
        certificate.mint(holder, units);
    }

    /// @dev Thirds that do not divide: one unit more for the last.
    function issueToThree() internal {
        issue(holderA, SUPPLY / 3);
        issue(holderB, SUPPLY / 3);
        issue(holderC, SUPPLY - 2 * (SUPPLY / 3));
        certificate.closeIssuance();
        classEnd[0] = FACE_CENTS;
    }

    function move(address from, address to, uint256 units) internal {
        vm.prank(from);
        certificate.transfer(to, units);
    }

    function blockHolder(address wallet, bool blocked) internal {
        vm.prank(compliance);
        if (blocked) registry.blockHolder(wallet, "order");
        else registry.unblockHolder(wallet, "order");
    }

    // Time

    function monthOf(uint256 period) internal pure returns (uint32) {
        uint256 month = period - 1;
        return uint32((2027 + month / 12) * 100 + month % 12 + 1);
    }

    /// @dev The second after the record time: who holds then has missed the period.
    function passRecord(uint16 period) internal {
        _advanceTo(calendar.recordTime(period) + 1);
    }

    function passPay(uint16 period) internal {
        _advanceTo(calendar.payTime(period));
    }

    function _advanceTo(uint256 timestamp) internal {
        if (block.timestamp < timestamp) vm.warp(timestamp);
    }

    // Reports

    /// @dev A report of one month without fees or losses, from what the period before ended with.
    function content(uint16 period, uint16 revision, uint64 interest, uint64 principal)
        internal
        view
        returns (Content memory report)
    {
        uint64 begin = classEnd[period - 1];
        report.pool = POOL;
        report.period = monthOf(period);
        report.periodIndex = period;
        report.revision = revision;
        report.previousReportHash = oracle.lastReportHash();
        report.asOf = uint64(Months.start(monthOf(period)) + 5 hours);
        report.tapeRoot = keccak256(abi.encode("tape", period, revision));
        report.loanCountBegin = 10;
        report.loanCountEnd = begin == principal ? 0 : 10;
        report.balanceBegin = begin;
        report.scheduled = principal;
        report.balanceEnd = begin - principal;
        report.grossInterest = interest;
        report.interestToInvestors = interest;
        report.principalToInvestors = principal;
        report.classRows = new ClassRow[](1);
        report.classRows[0] =
            ClassRow(begin, interest, principal, 0, 0, 0, begin - principal, false);
    }

    /// @dev Brings a report signed by three of the four nodes, no earlier than its month.
    function accept(uint16 period, uint16 revision, uint64 interest, uint64 principal) internal {
        _advanceTo(Months.start(monthOf(period)) + 5 hours);
        Content memory report = content(period, revision, interest, principal);
        Envelope memory envelope = Envelope({
            contentHash: oracle.hashContent(report),
            nodeSetDigest: oracle.nodeSetDigest(),
            validUntil: uint64(block.timestamp)
        });
        bytes32 digest = oracle.digest(envelope);
        string[4] memory names = _nodeNames();
        bytes memory signatures = abi.encodePacked(
            signAs(names[0], digest), signAs(names[1], digest), signAs(names[2], digest)
        );
        oracle.accept(report, envelope, signatures);
        classEnd[period] = classEnd[period - 1] - principal;
    }

    // Cash

    function postAndFund(uint16 period) internal {
        vm.prank(servicer);
        ledger.postAndFund(period);
    }

    /// @dev Report, posting and cash of one period; time stays before its payment.
    function distribute(uint16 period, uint64 interest, uint64 principal) internal {
        accept(period, 0, interest, principal);
        postAndFund(period);
    }

    function adjust(uint16 period) internal {
        ledger.postAdjustment(period);
        vm.prank(servicer);
        ledger.fundAdjustment(period);
    }

    function settleAll(address[] memory holders) internal {
        ledger.settleMany(holders, type(uint256).max);
    }

    function three() internal view returns (address[] memory holders) {
        holders = new address[](3);
        (holders[0], holders[1], holders[2]) = (holderA, holderB, holderC);
    }
}
