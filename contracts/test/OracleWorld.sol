// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RecordCalendar} from "../RecordCalendar.sol";
import {RemittanceOracle} from "../RemittanceOracle.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {Months} from "../libraries/Months.sol";
import {Content, Envelope} from "../libraries/Report.sol";
import {GUARDIAN_ROLE} from "../libraries/Roles.sol";
import {Base} from "./Base.sol";

/// @title A pool's oracle on a real calendar, with four nodes of which three must sign
/// @notice $2,500,000 of 100 loans, issued in December 2026; period 1 is January 2027. This
/// contract is the admin.
abstract contract OracleWorld is Base {
    uint64 internal constant BALANCE = 250_000_000; // [cents]
    uint32 internal constant LOANS = 100;
    uint16 internal constant PERIODS = 24;
    uint32 internal constant FIRST_MONTH = 202_701;
    uint32 internal constant NOTE_RATE = 65_000; // [ppm a year]
    uint32 internal constant CLASS_RATE = 60_000; // [ppm a year]
    uint32 internal constant FEE_RATE = 2500; // each fee [ppm a year]
    uint32 internal constant MAX_SMM = 100_000; // [ppm]
    uint32 internal constant MAX_LOSS = 10_000; // [ppm]
    uint40 internal constant NODE_DELAY = 3 days;
    uint40 internal constant HOLD_DELAY = 2 days;
    uint48 internal constant ADMIN_DELAY = 1 days;
    bytes32 internal constant POOL = "POOL-1";

    RecordCalendar internal calendar;
    RemittanceOracle internal oracle;

    address internal guardian = actor("guardian");
    address internal attacker = actor("attacker");
    address internal poster = actor("poster");

    /// @dev Private keys of the nodes in the set, in the order of their addresses.
    uint256[] internal nodeKeys;

    function setUp() public virtual {
        vm.warp(Months.start(202_612));
        calendar = newCalendar();
        oracle = new RemittanceOracle(config());
        oracle.grantRole(GUARDIAN_ROLE, guardian);
        openNodeSet(4, 3);
    }

    // Deployment

    function newCalendar() internal returns (RecordCalendar) {
        uint64[] memory recordTimes = new uint64[](PERIODS);
        uint64[] memory payTimes = new uint64[](PERIODS);
        for (uint256 i = 0; i < PERIODS; ++i) {
            recordTimes[i] = uint64(Months.start(monthOf(i + 1)) - 2 hours);
            payTimes[i] = recordTimes[i] + 24 days + 16 hours;
        }
        return new RecordCalendar(FIRST_MONTH, recordTimes, payTimes);
    }

    function config() internal view virtual returns (IRemittanceOracle.Config memory) {
        return IRemittanceOracle.Config({
            pool: POOL,
            calendar: calendar,
            balance: BALANCE,
            loanCount: LOANS,
            overcollateralisation: 0,
            classes: classTerms(),
            maxRatePpm: NOTE_RATE,
            maxFeePpm: 2 * FEE_RATE,
            accrual: IRemittanceOracle.Accrual.Thirty360,
            maxSmmPpm: MAX_SMM,
            maxLossPpm: MAX_LOSS,
            nodeDelay: NODE_DELAY,
            holdDelay: HOLD_DELAY,
            admin: address(this),
            adminDelay: ADMIN_DELAY
        });
    }

    function classTerms()
        internal
        view
        virtual
        returns (IRemittanceOracle.ClassTerms[] memory terms)
    {
        terms = new IRemittanceOracle.ClassTerms[](1);
        terms[0] = IRemittanceOracle.ClassTerms({originalFace: BALANCE, notional: false});
    }

    // Nodes

    function openNodeSet(uint256 count, uint8 threshold) internal {
        setNodeKeys(count);
        (address[] memory nodes, bytes[] memory proofs) = nodesAndProofs();
        oracle.openNodeSet(nodes, proofs, threshold);
    }

    /// @dev Chooses the keys of the first `count` nodes, ascending by address.
    function setNodeKeys(uint256 count) internal {
        delete nodeKeys;
        for (uint256 i = 1; i <= count; ++i) {
            addNodeKey(nodeKey(i));
        }
    }

    function addNodeKey(uint256 key) internal {
        nodeKeys.push(key);
        for (uint256 i = nodeKeys.length - 1; i > 0; --i) {
            if (vm.addr(nodeKeys[i - 1]) < vm.addr(nodeKeys[i])) break;
            (nodeKeys[i - 1], nodeKeys[i]) = (nodeKeys[i], nodeKeys[i - 1]);
        }
    }

    function nodeKey(uint256 number) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("node", number)));
    }

    function nodesAndProofs()
        internal
        view
        returns (address[] memory nodes, bytes[] memory proofs)
    {
        nodes = new address[](nodeKeys.length);
        proofs = new bytes[](nodeKeys.length);
        for (uint256 i = 0; i < nodes.length; ++i) {
            nodes[i] = vm.addr(nodeKeys[i]);
            proofs[i] = proofOf(nodeKeys[i]);
        }
    }

    function proofOf(uint256 key) internal view returns (bytes memory) {
        return signWith(key, oracle.nodeKeyDigest(vm.addr(key)));
    }

    function signWith(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    // Reports

    /// @dev A live envelope of a content for the present node set.
    function envelopeOf(Content memory content) internal view returns (Envelope memory) {
        return Envelope({
            contentHash: oracle.hashContent(content),
            nodeSetDigest: oracle.nodeSetDigest(),
            validUntil: uint64(block.timestamp + 1 days)
        });
    }

    /// @dev Signatures of the first `count` nodes, ascending.
    function signaturesOf(Envelope memory envelope, uint256 count)
        internal
        view
        returns (bytes memory packed)
    {
        bytes32 digest = oracle.digest(envelope);
        for (uint256 i = 0; i < count; ++i) {
            packed = bytes.concat(packed, signWith(nodeKeys[i], digest));
        }
    }

    /// @dev Posts a content signed by the first `signers` nodes.
    function post(Content memory content, uint256 signers) internal returns (bool) {
        Envelope memory envelope = envelopeOf(content);
        bytes memory signatures = signaturesOf(envelope, signers);
        vm.prank(poster);
        return oracle.accept(content, envelope, signatures);
    }

    /// @dev Posts a content with a quorum and requires this very refusal, and that nothing moved.
    function refuse(Content memory content, bytes memory reason) internal {
        refuseSigned(content, 3, reason);
    }

    function refuseSigned(Content memory content, uint256 signers, bytes memory reason) internal {
        Envelope memory envelope = envelopeOf(content);
        refuseRaw(content, envelope, signaturesOf(envelope, signers), reason);
    }

    function refuseRaw(
        Content memory content,
        Envelope memory envelope,
        bytes memory signatures,
        bytes memory reason
    ) internal {
        bytes32 before = stateOf(content.periodIndex);
        vm.expectRevert(reason);
        vm.prank(poster);
        oracle.accept(content, envelope, signatures);
        assertEq(stateOf(content.periodIndex), before, "nothing moved");
    }

    /// @dev Everything the oracle shows that a report of `period` could move.
    function stateOf(uint16 period) internal view returns (bytes32) {
        uint16 last = oracle.lastAccepted();
        bytes memory reports = abi.encode(oracle.reportOf(last), oracle.heldReportOf(period));
        if (period <= last) reports = abi.encode(reports, oracle.reportOf(period));
        for (uint16 i = 0; i < oracle.trancheCount(); ++i) {
            reports = abi.encode(reports, oracle.trancheEnd(last, i));
        }
        return keccak256(
            abi.encode(
                reports,
                last,
                oracle.lastReportHash(),
                oracle.restatingPeriod(),
                oracle.latePeriod(),
                oracle.nodeSetDigest()
            )
        );
    }

    // Time

    /// @dev The month of a period.
    function monthOf(uint256 period) internal pure returns (uint32) {
        uint256 months = FIRST_MONTH % 100 - 1 + period - 1;
        return uint32((FIRST_MONTH / 100 + months / 12) * 100 + months % 12 + 1);
    }

    /// @dev 00:00 New York on the 1st of the month; daylight saving from April to November.
    function asOf(uint16 period) internal pure returns (uint64) {
        uint32 month = monthOf(period);
        bool daylight = month % 100 >= 4 && month % 100 <= 11;
        return uint64(Months.start(month) + (daylight ? 4 hours : 5 hours));
    }

    function warpToReportDay(uint16 period) internal {
        vm.warp(asOf(period) + 5 days);
    }
}
