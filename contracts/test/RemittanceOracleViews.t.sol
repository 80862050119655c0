// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RemittanceOracle} from "../RemittanceOracle.sol";
import {IRecordCalendar} from "../interfaces/IRecordCalendar.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {ClassRow, Content, Envelope} from "../libraries/Report.sol";
import {OracleDeal} from "./OracleDeal.sol";
import {
    IAccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/IAccessControlDefaultAdminRules.sol";

/// @notice What the oracle is built with, shows and computes; its hashes against fixed values.
contract RemittanceOracleViewsTest is OracleDeal {
    // Construction

    function test_constructor__valid__keeps_the_state_at_issue() public view {
        IRemittanceOracle.Report memory atIssue = oracle.reportOf(0);
        assertEq(atIssue.balanceEnd, BALANCE, "balance");
        assertEq(atIssue.loanCountEnd, LOANS, "loans");
        assertEq(atIssue.overcollateralisationEnd, OVERCOLLATERALISATION, "oc");
        assertEq(atIssue.shortfallEnd, 0, "shortfall");
        assertEq(atIssue.contentHash, bytes32(0), "no report");
        assertEq(oracle.trancheCount(), 4, "classes");
        for (uint16 i = 0; i < 4; ++i) {
            (uint64 outstanding, uint64 original) = oracle.trancheFace(i);
            assertEq(original, classTerms()[i].originalFace, "original face");
            assertEq(outstanding, original, "all outstanding");
            (bool accepted,,,) = oracle.trancheAmounts(0, i);
            assertFalse(accepted, "period 0 is no report");
        }
        assertEq(oracle.lastAccepted(), 0, "nothing accepted");
        assertEq(oracle.lastReportHash(), bytes32(0), "nothing to follow");
        assertEq(oracle.restatingPeriod() + oracle.latePeriod(), 0, "nothing open");
    }

    function test_constructor__valid__keeps_the_configuration() public view {
        assertEq(oracle.pool(), POOL, "pool");
        assertEq(address(oracle.calendar()), address(calendar), "calendar");
        assertEq(oracle.nodeDelay(), NODE_DELAY, "node delay");
        assertEq(oracle.holdDelay(), HOLD_DELAY, "hold delay");
        assertEq(oracle.defaultAdmin(), address(this), "admin");
        assertEq(oracle.defaultAdminDelay(), ADMIN_DELAY, "admin delay");
        (uint32 rate, uint32 fee, IRemittanceOracle.Accrual accrual, uint32 smm, uint32 loss) =
            oracle.bounds();
        assertEq(rate, NOTE_RATE, "rate");
        assertEq(fee, 2 * FEE_RATE, "fee");
        assertTrue(accrual == IRemittanceOracle.Accrual.Thirty360, "accrual");
        assertEq(smm, MAX_SMM, "speed");
        assertEq(loss, MAX_LOSS, "loss");
    }

    function test_constructor__field_that_cannot_be_right__refused() public {
        IRemittanceOracle.Config memory built = config();
        built.pool = 0;
        refuseConfig(built, "pool");
        built = config();
        built.calendar = IRecordCalendar(attacker);
        refuseConfig(built, "calendar");
        built = config();
        built.balance = 0;
        refuseConfig(built, "balance");
        built = config();
        built.loanCount = 0;
        refuseConfig(built, "loanCount");
        built = config();
        built.maxRatePpm = 1_000_001;
        refuseConfig(built, "maxRatePpm");
        built = config();
        built.maxFeePpm = 1_000_001;
        refuseConfig(built, "maxFeePpm");
        built = config();
        built.maxSmmPpm = 1_000_001;
        refuseConfig(built, "maxSmmPpm");
        built = config();
        built.maxLossPpm = 1_000_001;
        refuseConfig(built, "maxLossPpm");
        built = config();
        built.classes = new IRemittanceOracle.ClassTerms[](0);
        refuseConfig(built, "classes");
        built.classes = new IRemittanceOracle.ClassTerms[](65);
        refuseConfig(built, "classes");
        built = config();
        built.classes[1].originalFace = 0;
        refuseConfig(built, "originalFace");
    }

    function test_constructor__classes_beside_the_pool__refused() public {
        IRemittanceOracle.Config memory built = config();
        built.overcollateralisation += 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_ClassSumBegin.selector, BALANCE, uint256(BALANCE) + 1
            )
        );
        new RemittanceOracle(built);
    }

    function test_constructor__no_admin__refused() public {
        IRemittanceOracle.Config memory built = config();
        built.admin = address(0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControlDefaultAdminRules.AccessControlInvalidDefaultAdmin.selector,
                address(0)
            )
        );
        new RemittanceOracle(built);
    }

    // Views

    function test_trancheViews__class_that_does_not_exist__refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(IRemittanceOracle.RemittanceOracle_ClassUnknown.selector, 4, 4)
        );
        oracle.trancheAmounts(1, 4);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRemittanceOracle.RemittanceOracle_ClassUnknown.selector, 4, 65_535
            )
        );
        oracle.trancheFace(65_535);
        vm.expectRevert(
            abi.encodeWithSelector(IRemittanceOracle.RemittanceOracle_ClassUnknown.selector, 4, 4)
        );
        oracle.trancheEnd(0, 4);
    }

    function test_periodViews__period_not_accepted__refused() public {
        acceptUpTo(2);
        bytes memory reason = abi.encodeWithSelector(
            IRemittanceOracle.RemittanceOracle_PeriodNotAccepted.selector, 2, 3
        );
        vm.expectRevert(reason);
        oracle.reportOf(3);
        vm.expectRevert(reason);
        oracle.trancheEnd(3, 0);
        vm.expectRevert(reason);
        oracle.verifyLoan(3, 0, new bytes32[](0));
    }

    function test_factor__after_each_month__balance_over_issue_half_up() public {
        assertEq(oracle.factor(), 1e8, "one at issue");
        warpToReportDay(1);
        Content memory content = draft(1);
        content.scheduled = 83_333_334; // leaves 2/3 less a third of a cent
        complete(content);
        post(content, 3);
        assertEq(oracle.poolBalance(), 166_666_666, "balance");
        assertEq(oracle.factor(), 66_666_666, "0.6666666|64 rounds down");
        warpToReportDay(2);
        content = draft(2);
        content.scheduled = 166_666_666 - 2;
        complete(content);
        post(content, 3);
        assertEq(oracle.factor(), 1, "0.00000000|8 rounds up");
    }

    function test_verifyLoan__loan_on_the_tape__shown_without_the_rest() public {
        warpToReportDay(1);
        bytes32[3] memory loans = [keccak256("loan 1"), keccak256("loan 2"), keccak256("loan 3")];
        bytes32 pair = hashPair(leafOf(loans[0]), leafOf(loans[1]));
        Content memory content = plain(1);
        content.tapeRoot = hashPair(pair, leafOf(loans[2]));
        post(content, 3);

        bytes32[] memory proof = new bytes32[](2);
        proof[0] = leafOf(loans[1]);
        proof[1] = leafOf(loans[2]);
        assertTrue(oracle.verifyLoan(1, loans[0], proof), "on the tape");
        assertFalse(oracle.verifyLoan(1, keccak256("loan 4"), proof), "not on the tape");
        bytes32[] memory shorter = new bytes32[](1);
        shorter[0] = leafOf(loans[2]);
        assertFalse(oracle.verifyLoan(1, pair, shorter), "an inner node is no loan");
        assertFalse(oracle.verifyLoan(0, loans[0], proof), "no tape at issue");
    }

    // Accrual days

    function test_accept__actual_360__bound_follows_the_month_before() public {
        IRemittanceOracle.Config memory built = config();
        built.accrual = IRemittanceOracle.Accrual.Actual360;
        oracle = new RemittanceOracle(built);
        openNodeSet(4, 3);
        uint8[15] memory daysBefore = [31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29];
        for (uint16 period = 1; period <= daysBefore.length; ++period) {
            warpToReportDay(period);
            Content memory content = draft(period);
            complete(content);
            uint256 earned = uint256(BALANCE) * NOTE_RATE * daysBefore[period - 1];
            uint256 maximum = (earned + 360e6 - 1) / 360e6 + 2 * uint256(LOANS) + 4;
            payAll(content, uint64(maximum) + 1);
            refuse(
                content,
                abi.encodeWithSelector(
                    IReportChecks.RemittanceOracle_InterestBound.selector, maximum, maximum + 1
                )
            );
            payAll(content, uint64(maximum));
            assertTrue(post(content, 3), "at the bound");
        }
    }

    // Hashes: the fixed values were computed by eth-account's implementation of EIP-712

    function test_hashContent__fixed_report__matches_other_implementations() public view {
        assertEq(
            oracle.hashContent(goldenContent()),
            0xd2e40e2a53ad63a2efa6c0d4d4f717344cb02dbdd98e980985f29eda129594f0,
            "content hash"
        );
    }

    function test_digest__fixed_envelope__matches_other_implementations() public {
        vm.chainId(31_337);
        RemittanceOracle placed = RemittanceOracle(0x5FbDB2315678afecb367f032d93F642f64180aa3);
        IRemittanceOracle.Config memory built = config();
        vm.etch(address(placed), address(new RemittanceOracle(built)).code);
        assertEq(
            placed.digest(
                Envelope({
                    contentHash: placed.hashContent(goldenContent()),
                    nodeSetDigest: keccak256("node set"),
                    validUntil: 1_798_866_000
                })
            ),
            0x4ff65ceca96444944606aa32dfb00dcef39dace9d9710d63f105cf2848e69e53,
            "digest"
        );
        assertEq(
            placed.nodeKeyDigest(0x000000000000000000000000000000000000dEaD),
            0xdb9184d62c8c83f511e0e3adcfd6a391af925f39b613055f11e290ba9f307530,
            "node key digest"
        );
    }

    /// @dev Every field another value, so that no two could be exchanged unnoticed. No valid month.
    function goldenContent() private pure returns (Content memory content) {
        content.pool = "POOL-1";
        content.period = 202_701;
        content.periodIndex = 1;
        content.revision = 2;
        content.previousReportHash = keccak256("previous report");
        content.asOf = 1_798_779_600;
        content.tapeRoot = keccak256("tape");
        content.activityHash = sha256("activity");
        content.documentHash = sha256("document");
        content.loanCountBegin = 100;
        content.loanCountEnd = 99;
        uint64 amount = 1000;
        assembly ("memory-safe") {
            for { let i := 11 } lt(i, 35) { i := add(i, 1) } {
                mstore(add(content, mul(i, 0x20)), add(amount, i))
            }
        }
        content.reserveChange = -29;
        content.leftover = -34;
        content.classRows = new ClassRow[](2);
        content.classRows[0] = ClassRow(1, 2, 3, 4, 5, 6, 7, false);
        content.classRows[1] = ClassRow(11, 12, 13, 14, 15, 16, type(uint64).max, true);
    }

    function payAll(Content memory content, uint64 interest) private pure {
        uint64 others = content.interestToInvestors - content.classRows[0].interest;
        content.classRows[0].interest = interest - others;
        content.interestToInvestors = interest;
        balanceCash(content);
    }

    function refuseConfig(IRemittanceOracle.Config memory built, bytes32 field) private {
        vm.expectRevert(
            abi.encodeWithSelector(IRemittanceOracle.RemittanceOracle_ConfigInvalid.selector, field)
        );
        new RemittanceOracle(built);
    }

    function leafOf(bytes32 loanHash) private pure returns (bytes32) {
        return keccak256(bytes.concat(loanHash));
    }

    function hashPair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }
}
