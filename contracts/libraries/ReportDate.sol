// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {Months} from "./Months.sol";
import {Content} from "./Report.sol";

/// @title What follows from a report's month
library ReportDate {
    /// @dev New York's distance from UTC in summer and in winter.
    uint256 private constant DAYLIGHT_OFFSET = 4 hours;
    uint256 private constant STANDARD_OFFSET = 5 hours;
    /// @dev Of a month that counts as a twelfth of a year of 360 days.
    uint256 private constant THIRTY_DAYS = 30;

    /// @dev As-of is 00:00 New York on the 1st of the report's month. Which of the two offsets
    /// holds is law that may change and is left to the nodes; each month has its own two seconds,
    /// so as-of rises strictly with the period whatever they choose.
    function requireAsOf(Content memory content) internal view {
        uint256 midnight = Months.start(content.period);
        uint64 daylight = uint64(midnight + DAYLIGHT_OFFSET);
        uint64 standard = uint64(midnight + STANDARD_OFFSET);
        if (content.asOf != daylight && content.asOf != standard) {
            revert IReportChecks.RemittanceOracle_AsOfMismatch(daylight, standard, content.asOf);
        }
        if (content.asOf > block.timestamp) {
            revert IReportChecks.RemittanceOracle_AsOfInFuture(block.timestamp, content.asOf);
        }
    }

    /// @dev Days of interest that the report's month pays: those of the month before it.
    function accrualDays(Content memory content, IRemittanceOracle.Accrual accrual)
        internal
        pure
        returns (uint256)
    {
        if (accrual == IRemittanceOracle.Accrual.Thirty360) return THIRTY_DAYS;
        return Months.daysOfMonthBefore(content.period);
    }
}
