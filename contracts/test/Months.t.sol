// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Months} from "../libraries/Months.sol";
import {Base} from "./Base.sol";

/// @notice Calendar arithmetic against known dates and against counting day by day.
contract MonthsTest is Base {
    function test_start__known_months__known_seconds() public pure {
        assertEq(Months.start(197_001), 0, "1970-01-01");
        assertEq(Months.start(200_001), 946_684_800, "2000-01-01");
        assertEq(Months.start(200_003), 951_868_800, "2000-03-01, after a leap day of a century");
        assertEq(Months.start(202_612), 1_796_083_200, "2026-12-01");
        assertEq(Months.start(202_701), 1_798_761_600, "2027-01-01");
        assertEq(Months.start(202_803), 1_835_481_600, "2028-03-01, after a leap day");
        assertEq(Months.start(210_003), 4_107_542_400, "2100-03-01, no leap day");
    }

    function test_daysOfMonthBefore__every_month_of_a_plain_year__known() public pure {
        uint8[12] memory expected = [31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30];
        for (uint256 month = 1; month <= 12; ++month) {
            assertEq(Months.daysOfMonthBefore(202_700 + month), expected[month - 1], "2027");
        }
    }

    function test_daysOfMonthBefore__february__leap_years_by_the_rule() public pure {
        assertEq(Months.daysOfMonthBefore(202_803), 29, "2028");
        assertEq(Months.daysOfMonthBefore(203_203), 29, "2032");
        assertEq(Months.daysOfMonthBefore(202_903), 28, "2029");
        assertEq(Months.daysOfMonthBefore(200_003), 29, "2000, a fourth century");
        assertEq(Months.daysOfMonthBefore(210_003), 28, "2100, another century");
    }

    function test_start__four_centuries__as_counted_month_by_month() public pure {
        uint256 elapsed = 0;
        for (uint256 year = 1970; year <= 2370; ++year) {
            bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (uint256 month = 1; month <= 12; ++month) {
                assertEq(Months.start(year * 100 + month), elapsed * 1 days, "start");
                uint256 length = month == 2 ? (leap ? 29 : 28) : 30 + (month + month / 8) % 2;
                uint256 next = month == 12 ? (year + 1) * 100 + 1 : year * 100 + month + 1;
                assertEq(Months.daysOfMonthBefore(next), length, "length");
                elapsed += length;
            }
        }
    }
}
