// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Days and seconds of calendar months, written YYYYMM
/// @notice Gregorian, from January 1970 on.
library Months {
    /// @dev Days from 1 March of year 0 to 1 January 1970.
    uint256 private constant DAYS_TO_1970 = 719_468;

    /// @dev 00:00 UTC on the 1st of the month, in Unix seconds.
    function start(uint256 yyyymm) internal pure returns (uint256) {
        return _daysTo(yyyymm / 100, yyyymm % 100) * 1 days;
    }

    /// @dev Length of the month before, 28 to 31 days.
    function daysOfMonthBefore(uint256 yyyymm) internal pure returns (uint256) {
        uint256 year = yyyymm / 100;
        uint256 month = yyyymm % 100;
        uint256 before = month == 1 ? _daysTo(year - 1, 12) : _daysTo(year, month - 1);
        return _daysTo(year, month) - before;
    }

    /// @dev Days from 1970 to the 1st of the month. Years are counted from March, so that the
    /// leap day is a year's last; from there five months always have 153 days.
    function _daysTo(uint256 year, uint256 month) private pure returns (uint256) {
        unchecked {
            if (month < 3) {
                year -= 1;
                month += 12;
            }
            uint256 leapDays = year / 4 - year / 100 + year / 400;
            return 365 * year + leapDays + (153 * (month - 3) + 2) / 5 - DAYS_TO_1970;
        }
    }
}
