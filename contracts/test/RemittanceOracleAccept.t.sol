// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRecordCalendar} from "../interfaces/IRecordCalendar.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {IReporterNodes} from "../interfaces/IReporterNodes.sol";
import {Months} from "../libraries/Months.sol";
import {ClassRow, Content, Envelope} from "../libraries/Report.sol";
import {OracleReports} from "./OracleReports.sol";

/// @notice `accept`: what it stores and announces, and where a report must stand.
contract RemittanceOracleAcceptTest is OracleReports {
    function setUp() public override {
        super.setUp();
        warpToReportDay(1);
    }

    // Updates

    function test_accept__first_report__stores_it() public {
        Content memory content = plain(1);
        assertTrue(post(content, 3), "accepted");

        IRemittanceOracle.Report memory report = oracle.reportOf(1);
        assertEq(report.contentHash, oracle.hashContent(content), "content hash");
        assertEq(report.tapeRoot, content.tapeRoot, "tape root");
        assertEq(report.revision, 0, "revision");
        assertEq(report.balanceEnd, content.balanceEnd, "balance");
        assertEq(report.loanCountEnd, content.loanCountEnd, "loans");
        assertEq(report.overcollateralisationEnd, content.overcollateralisationEnd, "oc");
        assertEq(report.shortfallEnd, content.shortfallEnd, "shortfall");
        assertEq(oracle.lastAccepted(), 1, "last accepted");
        assertEq(oracle.lastReportHash(), report.contentHash, "last report");
        assertEq(oracle.poolBalance(), content.balanceEnd, "pool balance");
    }

    function test_accept__first_report__gives_the_ledger_its_amounts() public {
        (bool accepted, uint16 revision, uint64 interest, uint64 principal) =
            oracle.trancheAmounts(1, 0);
        assertFalse(accepted, "no report yet");
        assertEq(uint256(revision) + interest + principal, 0, "zeros");
        Content memory content = plain(1);
        content.revision = 3;
        post(content, 3);

        (accepted, revision, interest, principal) = oracle.trancheAmounts(1, 0);
        assertTrue(accepted, "accepted");
        assertEq(revision, 3, "revision");
        assertEq(interest, content.classRows[0].interest, "interest");
        assertEq(principal, content.classRows[0].principal, "principal");
        (uint64 outstanding, uint64 original) = oracle.trancheFace(0);
        assertEq(outstanding, content.classRows[0].end, "outstanding");
        assertEq(original, BALANCE, "original");
        assertEq(oracle.trancheEnd(1, 0), content.classRows[0].end, "end");
    }

    function test_accept__anyone_brings_it__accepted() public {
        Content memory content = plain(1);
        Envelope memory envelope = envelopeOf(content);
        bytes memory signatures = signaturesOf(envelope, 3);
        vm.prank(attacker);
        assertTrue(oracle.accept(content, envelope, signatures), "signatures are the authority");
    }

    function test_accept__all_periods__in_order() public {
        acceptUpTo(PERIODS);
        assertEq(oracle.lastAccepted(), PERIODS, "every period");
    }

    function test_accept__pool_paid_off__empty_and_reported_on() public {
        Content memory content = draft(1);
        content.scheduled = content.balanceBegin;
        complete(content);
        assertTrue(post(content, 3), "the last dollar");
        assertEq(oracle.poolBalance(), 0, "empty");
        assertEq(oracle.factor(), 0, "factor");
        warpToReportDay(2);
        content = draft(2);
        content.recoveries = 5000;
        complete(content);
        assertTrue(post(content, 3), "a late recovery");
        assertEq(oracle.reportOf(2).balanceEnd, 0, "still empty");
    }

    // Emits

    function test_accept__first_report__announces_the_whole_content() public {
        Content memory content = plain(1);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RemittanceAccepted(1, 0, oracle.hashContent(content), content);
        post(content, 3);
    }

    // Reverts: envelope

    function test_accept__envelope_of_other_content__refused() public {
        Content memory content = plain(1);
        Envelope memory envelope = envelopeOf(plain(1));
        content.tapeRoot = bytes32(uint256(1));
        refuseRaw(
            content,
            envelope,
            signaturesOf(envelope, 3),
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_ContentHashMismatch.selector,
                oracle.hashContent(content),
                envelope.contentHash
            )
        );
    }

    function test_accept__envelope_of_old_node_set__refused() public {
        Content memory content = plain(1);
        Envelope memory envelope = envelopeOf(content);
        bytes memory signatures = signaturesOf(envelope, 3);
        oracle.removeNode(vm.addr(nodeKeys[3]));
        refuseRaw(
            content,
            envelope,
            signatures,
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_NodeSetMismatch.selector,
                oracle.nodeSetDigest(),
                envelope.nodeSetDigest
            )
        );
    }

    function test_accept__last_second_of_the_envelope__accepted_and_then_refused() public {
        Content memory content = plain(1);
        Envelope memory envelope = envelopeOf(content);
        vm.warp(envelope.validUntil + 1);
        refuseRaw(
            content,
            envelope,
            signaturesOf(envelope, 3),
            abi.encodeWithSelector(
                IReporterNodes.RemittanceOracle_EnvelopeExpired.selector,
                envelope.validUntil,
                block.timestamp
            )
        );
        vm.warp(envelope.validUntil);
        assertTrue(oracle.accept(content, envelope, signaturesOf(envelope, 3)), "last second");
    }

    // Reverts: place

    function test_accept__other_pool__refused() public {
        Content memory content = plain(1);
        content.pool = "POOL-2";
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_PoolMismatch.selector, POOL, content.pool
            )
        );
    }

    function test_accept__row_missing_or_more__refused() public {
        Content memory content = plain(1);
        content.classRows = new ClassRow[](0);
        refuse(
            content,
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_ClassCount.selector, 1, 0)
        );
        content.classRows = new ClassRow[](2);
        refuse(
            content,
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_ClassCount.selector, 1, 2)
        );
    }

    function test_accept__period_skipped_or_zero__refused() public {
        Content memory content = plain(1);
        content.periodIndex = 2;
        content.period = monthOf(2);
        refuse(
            content,
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_PeriodOutOfOrder.selector, 1, 2)
        );
        content.periodIndex = 0;
        refuse(
            content,
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_PeriodOutOfOrder.selector, 1, 0)
        );
    }

    function test_accept__beyond_the_calendar__refused() public {
        acceptUpTo(PERIODS);
        Content memory content = draft(PERIODS + 1);
        vm.warp(content.asOf + 1 days);
        refuse(
            content,
            abi.encodeWithSelector(
                IRecordCalendar.RecordCalendar_UnknownPeriod.selector, PERIODS, PERIODS + 1
            )
        );
    }

    function test_accept__another_month_than_the_period__refused() public {
        Content memory content = plain(1);
        content.period = 202_702;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_MonthMismatch.selector, 202_701, 202_702
            )
        );
    }

    function test_accept__same_report_twice__refused() public {
        Content memory content = plain(1);
        post(content, 3);
        refuse(
            content,
            abi.encodeWithSelector(IReportChecks.RemittanceOracle_RevisionTooLow.selector, 1, 0)
        );
    }

    function test_accept__does_not_follow_the_last_report__refused() public {
        Content memory content = plain(1);
        content.previousReportHash = keccak256("another");
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_PreviousReportMismatch.selector,
                bytes32(0),
                content.previousReportHash
            )
        );
        post(plain(1), 3);
        warpToReportDay(2);
        content = plain(2);
        content.previousReportHash = 0;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_PreviousReportMismatch.selector,
                oracle.lastReportHash(),
                bytes32(0)
            )
        );
    }

    function test_accept__as_of_at_either_new_york_offset__accepted() public {
        Content memory content = plain(1);
        content.asOf = uint64(Months.start(202_701) + 4 hours);
        assertTrue(post(content, 3), "daylight");
        content.asOf += 1 hours;
        content.revision = 1;
        content.previousReportHash = oracle.lastReportHash();
        assertTrue(post(content, 3), "standard");
    }

    function test_accept__as_of_another_second__refused(uint64 second) public {
        uint64 daylight = uint64(Months.start(202_701) + 4 hours);
        if (second == daylight || second == daylight + 1 hours) ++second;
        Content memory content = plain(1);
        content.asOf = second;
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_AsOfMismatch.selector,
                daylight,
                daylight + 1 hours,
                second
            )
        );
    }

    function test_accept__dated_in_the_future__refused() public {
        Content memory content = plain(1);
        vm.warp(content.asOf - 1);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_AsOfInFuture.selector, content.asOf - 1, content.asOf
            )
        );
        vm.warp(content.asOf);
        assertTrue(post(content, 3), "on the second");
    }

    function test_accept__field_wider_than_its_type__refused() public {
        Content memory content = plain(1);
        Envelope memory envelope = envelopeOf(content);
        bytes memory call =
            abi.encodeCall(oracle.accept, (content, envelope, signaturesOf(envelope, 3)));
        // Selector, five words of arguments, then the content: advancesMade is its 26th word.
        uint256 highestByte = 4 + 5 * 32 + 25 * 32;
        call[highestByte] = 0x01;
        (bool success, bytes memory answer) = address(oracle).call(call);
        assertFalse(success, "refused");
        assertEq(answer.length, 0, "by the decoder");
        assertEq(oracle.lastAccepted(), 0, "nothing moved");
        call[highestByte] = 0x00;
        (success,) = address(oracle).call(call);
        assertTrue(success, "the same without the dirty byte");
    }
}
