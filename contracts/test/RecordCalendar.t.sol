// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RecordCalendar} from "../RecordCalendar.sol";
import {IRecordCalendar} from "../interfaces/IRecordCalendar.sol";
import {Base} from "./Base.sol";

/// @notice Times go in and come out as they were, and the open period is always found.
contract RecordCalendarTest is Base {
    uint64 private constant START = 1_798_754_400; // 2026-12-31 22:00 UTC
    uint64 private constant LATEST = type(uint40).max - 1;

    // Reads

    function test_constructor__one_period__keeps_it() public {
        (uint64[] memory records, uint64[] memory pays) = (new uint64[](1), new uint64[](1));
        (records[0], pays[0]) = (LATEST - 1, LATEST);
        RecordCalendar calendar = new RecordCalendar(999_912, records, pays);
        assertEq(calendar.periods(), 1, "periods");
        assertEq(calendar.recordTime(1), LATEST - 1, "record time");
        assertEq(calendar.payTime(1), LATEST, "payment time");
        assertEq(calendar.yyyymm(1), 999_912, "month");
        assertEq(calendar.periodAt(LATEST - 1), 1, "in the record second");
        assertEq(calendar.periodAt(LATEST), 2, "after it");
    }

    function test_times__every_period__as_given(uint256 seed) public {
        uint256 count = bound(seed, 1, 40);
        (uint64[] memory records, uint64[] memory pays) = randomTimes(count, seed);
        RecordCalendar calendar = new RecordCalendar(202_701, records, pays);
        assertEq(calendar.periods(), count, "periods");
        for (uint16 p = 1; p <= count; ++p) {
            (uint64 recordTime, uint64 payTime) = calendar.times(p);
            assertEq(recordTime, records[p - 1], "record time in times()");
            assertEq(payTime, pays[p - 1], "payment time in times()");
            assertEq(calendar.recordTime(p), records[p - 1], "record time");
            assertEq(calendar.payTime(p), pays[p - 1], "payment time");
        }
    }

    function test_yyyymm__from_november__turns_the_year() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(15);
        RecordCalendar calendar = new RecordCalendar(202_611, records, pays);
        assertEq(calendar.yyyymm(1), 202_611, "November");
        assertEq(calendar.yyyymm(2), 202_612, "December");
        assertEq(calendar.yyyymm(3), 202_701, "January");
        assertEq(calendar.yyyymm(14), 202_712, "December a year later");
        assertEq(calendar.yyyymm(15), 202_801, "January two years later");
    }

    // The open period

    function test_periodAt__any_spacing__equals_a_search_one_by_one(uint256 seed) public {
        uint256 count = bound(seed, 1, 40);
        (uint64[] memory records, uint64[] memory pays) = randomTimes(count, seed);
        RecordCalendar calendar = new RecordCalendar(202_701, records, pays);
        for (uint256 i = 0; i < count; ++i) {
            checkOpenPeriod(calendar, records, records[i] - 1);
            checkOpenPeriod(calendar, records, records[i]);
            checkOpenPeriod(calendar, records, records[i] + 1);
        }
        uint256 width = records[count - 1] - records[0] + 1000;
        checkOpenPeriod(calendar, records, uint64(records[0] + seed % width));
    }

    function test_periodAt__extremes__first_and_one_after_the_last() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(360);
        RecordCalendar calendar = new RecordCalendar(202_701, records, pays);
        assertEq(calendar.periodAt(0), 1, "long before");
        assertEq(calendar.periodAt(type(uint64).max), 361, "long after");
        (uint16 period, uint64 recordTime) = calendar.openPeriodAt(records[359] + 1);
        assertEq(period, 361, "after the last record time");
        assertEq(recordTime, type(uint40).max, "which never closes");
    }

    function test_periodAt__thirty_years_of_months__reads_two_words_at_most() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(360);
        RecordCalendar calendar = new RecordCalendar(202_701, records, pays);
        for (uint256 i = 0; i < 360; i += 7) {
            assertLe(wordsRead(calendar, records[i]), 2, "in the record second");
            assertLe(wordsRead(calendar, records[i] + 1), 2, "just after");
            assertLe(wordsRead(calendar, records[i] + 15 days), 2, "in the middle");
        }
    }

    function test_periodAt__lopsided_periods__reads_grow_with_the_logarithm() public {
        (uint64[] memory records, uint64[] memory pays) = (new uint64[](600), new uint64[](600));
        for (uint64 i = 0; i < 600; ++i) {
            records[i] = START + i;
            pays[i] = START + i + 1;
        }
        (records[599], pays[599]) = (LATEST - 1, LATEST);
        RecordCalendar calendar = new RecordCalendar(202_701, records, pays);
        for (uint64 i = 0; i < 600; i += 13) {
            assertLe(wordsRead(calendar, records[i]), 16, "short periods, then a long one");
        }
    }

    // Refusals

    function test_constructor__no_or_too_many_periods__refused() public {
        refuseTimes(0);
        refuseTimes(601);
    }

    function test_constructor__lists_of_different_length__refused() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(3);
        vm.expectRevert(
            abi.encodeWithSelector(IRecordCalendar.RecordCalendar_LengthMismatch.selector, 3, 2)
        );
        new RecordCalendar(202_701, records, shorter(pays));
    }

    function test_constructor__month_zero_or_thirteen__refused() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(3);
        uint32[2] memory months = [uint32(202_700), 202_713];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IRecordCalendar.RecordCalendar_MonthInvalid.selector, months[i]
                )
            );
            new RecordCalendar(months[i], records, pays);
        }
    }

    function test_constructor__record_times_equal__refused() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(3);
        records[2] = records[1];
        vm.expectRevert(
            abi.encodeWithSelector(
                IRecordCalendar.RecordCalendar_RecordNotIncreasing.selector,
                3,
                records[1],
                records[1]
            )
        );
        new RecordCalendar(202_701, records, pays);
    }

    function test_constructor__payment_times_equal__refused() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(3);
        pays[1] = pays[2];
        vm.expectRevert(
            abi.encodeWithSelector(
                IRecordCalendar.RecordCalendar_PayNotIncreasing.selector, 3, pays[2], pays[2]
            )
        );
        new RecordCalendar(202_701, records, pays);
    }

    function test_constructor__payment_at_record_time__refused() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(3);
        pays[0] = records[0];
        vm.expectRevert(
            abi.encodeWithSelector(
                IRecordCalendar.RecordCalendar_PaysBeforeRecord.selector, 1, records[0], pays[0]
            )
        );
        new RecordCalendar(202_701, records, pays);
    }

    function test_constructor__payment_beyond_forty_bits__refused() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(3);
        pays[2] = LATEST + 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IRecordCalendar.RecordCalendar_TimeTooLate.selector, 3, LATEST, LATEST + 1
            )
        );
        new RecordCalendar(202_701, records, pays);
    }

    function test_reads__period_outside__refused() public {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(3);
        RecordCalendar calendar = new RecordCalendar(202_701, records, pays);
        uint16[2] memory outside = [uint16(0), 4];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory refusal = abi.encodeWithSelector(
                IRecordCalendar.RecordCalendar_UnknownPeriod.selector, 3, outside[i]
            );
            vm.expectRevert(refusal);
            calendar.recordTime(outside[i]);
            vm.expectRevert(refusal);
            calendar.payTime(outside[i]);
            vm.expectRevert(refusal);
            calendar.times(outside[i]);
            vm.expectRevert(refusal);
            calendar.yyyymm(outside[i]);
        }
    }

    // Inner parts

    function checkOpenPeriod(RecordCalendar calendar, uint64[] memory records, uint64 timestamp)
        private
        view
    {
        uint256 expected = 1;
        while (expected <= records.length && records[expected - 1] < timestamp) ++expected;
        uint256 closes = expected > records.length ? type(uint40).max : records[expected - 1];
        (uint16 period, uint64 recordTime) = calendar.openPeriodAt(timestamp);
        assertEq(period, expected, "openPeriodAt");
        assertEq(recordTime, closes, "its record time");
        assertEq(calendar.periodAt(timestamp), expected, "periodAt");
    }

    function wordsRead(RecordCalendar calendar, uint64 timestamp) private returns (uint256 words) {
        vm.record();
        calendar.periodAt(timestamp);
        (bytes32[] memory reads,) = vm.accesses(address(calendar));
        for (uint256 i = 0; i < reads.length; ++i) {
            bool seen = false;
            for (uint256 j = 0; j < i; ++j) {
                if (reads[j] == reads[i]) seen = true;
            }
            if (!seen) ++words;
        }
    }

    function refuseTimes(uint256 count) private {
        (uint64[] memory records, uint64[] memory pays) = monthlyTimes(count);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRecordCalendar.RecordCalendar_PeriodsOutOfRange.selector, 600, count
            )
        );
        new RecordCalendar(202_701, records, pays);
    }

    /// @dev Months of 28 to 31 days, as uneven as real ones.
    function monthlyTimes(uint256 count)
        private
        pure
        returns (uint64[] memory records, uint64[] memory pays)
    {
        (records, pays) = (new uint64[](count), new uint64[](count));
        uint64 time = START;
        for (uint256 i = 0; i < count; ++i) {
            records[i] = time;
            pays[i] = time + 24 days;
            uint256 month = i % 12;
            bool short = month == 3 || month == 5 || month == 8 || month == 10;
            time += month == 1 ? 28 days : short ? 30 days : 31 days;
        }
    }

    /// @dev Gaps from a second to centuries.
    function randomTimes(uint256 count, uint256 seed)
        private
        pure
        returns (uint64[] memory records, uint64[] memory pays)
    {
        (records, pays) = (new uint64[](count), new uint64[](count));
        uint64 time = START;
        for (uint256 i = 0; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            time += 1 + uint64((random >> 8) % (1 << (random % 33)));
            records[i] = time;
            pays[i] = time + 1;
        }
    }

    function shorter(uint64[] memory list) private pure returns (uint64[] memory cut) {
        cut = new uint64[](list.length - 1);
        for (uint256 i = 0; i < cut.length; ++i) {
            cut[i] = list[i];
        }
    }
}
