// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {Content} from "../libraries/Report.sol";
import {OracleDeal} from "./OracleDeal.sol";
import {OracleReports} from "./OracleReports.sol";

/// @notice `accept`: corrections of accepted periods, and the restatement they may open.
contract RemittanceOracleRevisionsTest is OracleReports {
    function setUp() public override {
        super.setUp();
        acceptUpTo(5);
    }

    // Revisions that change no end

    function test_accept__revision_of_the_last_period__replaces_it() public {
        Content memory content = corrected(5, 1000);
        assertTrue(post(content, 3), "accepted");
        assertEq(oracle.reportOf(5).revision, 1, "revision");
        assertEq(oracle.reportOf(5).contentHash, oracle.hashContent(content), "content");
        assertEq(oracle.poolBalance(), content.balanceEnd, "pool balance");
        assertEq(oracle.trancheEnd(5, 0), content.classRows[0].end, "class end");
        assertEq(oracle.restatingPeriod(), 0, "nothing follows it");
        assertEq(oracle.lastAccepted(), 5, "the last period stays");
        acceptUpTo(6);
    }

    function test_accept__revision_with_the_same_ends__opens_nothing() public {
        Content memory content = sameEnds(2);
        assertTrue(post(content, 3), "accepted");
        assertEq(oracle.restatingPeriod(), 0, "no restatement");
        (, uint16 revision, uint64 interest,) = oracle.trancheAmounts(2, 0);
        assertEq(revision, 1, "revision");
        assertEq(interest, content.classRows[0].interest, "new interest");
        acceptUpTo(6);
    }

    function test_accept__previous_hash__is_of_the_last_acceptance_not_period() public {
        Content memory content = sameEnds(2);
        post(content, 3);
        assertEq(oracle.lastReportHash(), oracle.hashContent(content), "period 2 came last");
        warpToReportDay(6);
        content = plain(6);
        content.previousReportHash = oracle.reportOf(5).contentHash;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_PreviousReportMismatch.selector,
                oracle.lastReportHash(),
                content.previousReportHash
            )
        );
    }

    function test_accept__revision_with_a_gap__accepted_and_lower_ones_refused() public {
        Content memory content = sameEnds(3);
        content.revision = 7;
        assertTrue(post(content, 3), "a gap");
        for (uint16 revision = 0; revision < 8; ++revision) {
            content = sameEnds(3);
            content.revision = revision;
            refuse(
                content,
                abi.encodeWithSelector(
                    IReportChecks.RemittanceOracle_RevisionTooLow.selector, 8, revision
                )
            );
        }
    }

    function test_accept__gap_above_the_limit__refused() public {
        Content memory content = sameEnds(3);
        content.revision = 257;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_RevisionTooHigh.selector, 256, 257
            )
        );
        content.revision = 256;
        assertTrue(post(content, 3), "the widest gap");
    }

    function test_accept__first_report_above_the_limit__refused() public {
        warpToReportDay(6);
        Content memory content = plain(6);
        content.revision = 256;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_RevisionTooHigh.selector, 255, 256
            )
        );
        content.revision = 255;
        assertTrue(post(content, 3), "the highest first report");
    }

    // Restatement

    function test_accept__revision_with_other_ends__opens_a_restatement() public {
        Content memory content = corrected(2, 1000);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RestatementOpened(3);
        post(content, 3);
        assertEq(oracle.restatingPeriod(), 3, "3 is due");
        assertEq(oracle.lastAccepted(), 5, "the last period stays");
    }

    function test_accept__while_restating__only_what_is_due_or_before() public {
        post(corrected(2, 1000), 3);
        warpToReportDay(6);
        refuse(
            plain(6),
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_PeriodOutOfOrder.selector, 3, 6)
        );
        refuse(
            plain(4),
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_PeriodOutOfOrder.selector, 3, 4)
        );
        refuse(
            plain(5),
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_PeriodOutOfOrder.selector, 3, 5)
        );
        assertTrue(post(plain(3), 3), "what is due");
        assertEq(oracle.restatingPeriod(), 4, "the next is due");
    }

    function test_accept__last_period_restated__closes_the_restatement() public {
        post(corrected(2, 1000), 3);
        post(plain(3), 3);
        post(plain(4), 3);
        Content memory content = plain(5);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RestatementClosed(5);
        post(content, 3);
        assertEq(oracle.restatingPeriod(), 0, "closed");
        requireChained(3);
        acceptUpTo(6);
    }

    function test_accept__due_revision_that_does_not_follow__refused() public {
        uint64 before = oracle.reportOf(2).balanceEnd;
        post(corrected(2, 1000), 3);
        Content memory content = plain(3);
        uint64 expected = content.balanceBegin;
        content.balanceBegin = before;
        content.classRows[0].begin = before;
        recomplete(content);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_BalanceChain.selector, expected, before
            )
        );
    }

    function test_accept__due_revision_that_ends_as_it_did__the_next_is_due_all_the_same() public {
        IRemittanceOracle.Report memory before = oracle.reportOf(3);
        post(corrected(2, 1000), 3);
        Content memory content = plain(3);
        content.paidOff -= before.balanceEnd - content.balanceEnd;
        recomplete(content);
        assertEq(content.balanceEnd, before.balanceEnd, "as it did");
        assertEq(content.loanCountEnd, before.loanCountEnd, "loans too");
        assertTrue(post(content, 3), "in turn");
        assertEq(oracle.restatingPeriod(), 4, "4 is due");
    }

    function test_accept__earlier_revision_while_restating__starts_again_from_there() public {
        post(corrected(3, 1000), 3);
        assertEq(oracle.restatingPeriod(), 4, "4 is due");
        Content memory content = corrected(1, 500);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RestatementOpened(2);
        post(content, 3);
        assertEq(oracle.restatingPeriod(), 2, "2 is due");
        for (uint16 period = 2; period <= 5; ++period) {
            assertTrue(post(plain(period), 3), "in order");
        }
        assertEq(oracle.restatingPeriod(), 0, "closed");
        requireChained(2);
    }

    function test_accept__earlier_revision_with_the_same_ends__leaves_what_is_due() public {
        post(corrected(3, 1000), 3);
        assertTrue(post(sameEnds(1), 3), "accepted");
        assertEq(oracle.restatingPeriod(), 4, "4 is still due");
    }

    function test_accept__each_end_that_changes__opens_a_restatement() public {
        uint256 snapshot = vm.snapshotState();
        Content memory content = corrected(2, 1000);
        post(content, 3);
        assertEq(oracle.restatingPeriod(), 3, "balance and class end");
        vm.revertToState(snapshot);

        content = sameEnds(2);
        content.loanCountEnd -= 1;
        post(content, 3);
        assertEq(oracle.restatingPeriod(), 3, "loan count");
        vm.revertToState(snapshot);

        content = sameEnds(2);
        content.shortfallEnd += 1;
        post(content, 3);
        assertEq(oracle.restatingPeriod(), 3, "shortfall");
        vm.revertToState(snapshot);

        content = sameEnds(2);
        content.classRows[0].loss += 1;
        content.classRows[0].end -= 1;
        content.overcollateralisationEnd += 1;
        post(content, 3);
        assertEq(oracle.restatingPeriod(), 3, "overcollateralisation");
    }

    function test_accept__unseen_periods_after_a_restatement__keep_their_old_amounts() public {
        (,, uint64 interest, uint64 principal) = oracle.trancheAmounts(4, 0);
        post(corrected(2, 1000), 3);
        (bool accepted,, uint64 interestNow, uint64 principalNow) = oracle.trancheAmounts(4, 0);
        assertTrue(accepted, "in force");
        assertEq(interestNow, interest, "interest");
        assertEq(principalNow, principal, "principal");
    }

    /// @dev A higher revision of `period` with more paid off, so that its ends change.
    function corrected(uint16 period, uint64 more) private view returns (Content memory content) {
        content = plain(period);
        content.paidOff += more;
        recomplete(content);
    }

    /// @dev A higher revision with a cent of interest less and the ends in force.
    function sameEnds(uint16 period) private view returns (Content memory content) {
        content = plain(period);
        content.classRows[0].interest -= 1;
        content.interestToInvestors -= 1;
        content.reserveChange += 1;
    }

    /// @dev Plain months from `first` on follow from what the period before them ended with.
    function requireChained(uint16 first) private view {
        for (uint16 period = first; period <= oracle.lastAccepted(); ++period) {
            assertEq(plain(period).balanceEnd, oracle.reportOf(period).balanceEnd, "rolls on");
            assertEq(plain(period).classRows[0].end, oracle.trancheEnd(period, 0), "class too");
        }
    }
}

/// @notice The same for a deal of several classes.
contract RemittanceOracleDealRevisionsTest is OracleDeal {
    function test_accept__class_ends_traded__opens_a_restatement() public {
        acceptUpTo(2);
        Content memory content = plain(1);
        content.classRows[0].principal -= 1;
        content.classRows[0].end += 1;
        content.classRows[2].principal += 1;
        content.classRows[2].end -= 1;
        assertTrue(post(content, 3), "the same pool, other classes");
        assertEq(oracle.restatingPeriod(), 2, "2 is due");
        assertTrue(post(plain(2), 3), "in turn");
        assertEq(oracle.restatingPeriod(), 0, "closed");
    }
}
