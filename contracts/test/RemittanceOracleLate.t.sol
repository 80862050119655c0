// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRecordCalendar} from "../interfaces/IRecordCalendar.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {Content} from "../libraries/Report.sol";
import {OracleReports} from "./OracleReports.sol";

/// @notice `flagLate`.
contract RemittanceOracleLateTest is OracleReports {
    function test_flagLate__after_payment_time__flags_the_next_period() public {
        acceptUpTo(2);
        vm.warp(calendar.payTime(3) + 1);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.PeriodLate(3);
        vm.prank(attacker);
        oracle.flagLate();
        assertEq(oracle.latePeriod(), 3, "late");
        assertEq(oracle.lastAccepted(), 2, "nothing is carried forward");
    }

    function test_flagLate__in_the_payment_second__refused() public {
        uint64 payTime = calendar.payTime(1);
        vm.warp(payTime);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRemittanceOracle.RemittanceOracle_NotLate.selector, payTime, payTime
            )
        );
        oracle.flagLate();
        assertEq(oracle.latePeriod(), 0, "nothing moved");
    }

    function test_flagLate__twice__refused() public {
        vm.warp(calendar.payTime(1) + 1);
        oracle.flagLate();
        vm.expectRevert(
            abi.encodeWithSelector(IRemittanceOracle.RemittanceOracle_LateAlready.selector, 1)
        );
        oracle.flagLate();
        assertEq(oracle.latePeriod(), 1, "nothing moved");
    }

    function test_flagLate__calendar_has_ended__refused() public {
        acceptUpTo(PERIODS);
        vm.warp(block.timestamp + 365 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRecordCalendar.RecordCalendar_UnknownPeriod.selector, PERIODS, PERIODS + 1
            )
        );
        oracle.flagLate();
    }

    function test_accept__late_period__clears_the_flag() public {
        vm.warp(calendar.payTime(1) + 1);
        oracle.flagLate();
        Content memory content = plain(1);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.LateCleared(1);
        post(content, 3);
        assertEq(oracle.latePeriod(), 0, "cleared");
    }

    function test_accept__late_period_held__stays_late() public {
        vm.warp(calendar.payTime(1) + 1);
        oracle.flagLate();
        Content memory content = draft(1);
        content.paidOff = content.balanceBegin / 8;
        complete(content);
        assertFalse(post(content, 3), "held");
        assertEq(oracle.latePeriod(), 1, "still late");
        post(content, 4);
        assertEq(oracle.latePeriod(), 0, "cleared");
    }

    function test_accept__revision_while_late__leaves_the_flag() public {
        acceptUpTo(1);
        vm.warp(calendar.payTime(2) + 1);
        oracle.flagLate();
        Content memory content = plain(1);
        content.servicingFee -= 1;
        content.reserveChange += 1;
        post(content, 3);
        assertEq(oracle.latePeriod(), 2, "still late");
    }

    function test_accept__several_months_late__flagged_one_after_the_other() public {
        vm.warp(calendar.payTime(3) + 1);
        for (uint16 period = 1; period <= 3; ++period) {
            oracle.flagLate();
            assertEq(oracle.latePeriod(), period, "late");
            post(plain(period), 3);
            assertEq(oracle.latePeriod(), 0, "caught up");
        }
        vm.expectRevert(
            abi.encodeWithSelector(
                IRemittanceOracle.RemittanceOracle_NotLate.selector,
                calendar.payTime(4),
                block.timestamp
            )
        );
        oracle.flagLate();
    }
}
