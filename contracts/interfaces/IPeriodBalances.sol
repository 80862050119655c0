// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Holding} from "../libraries/Holding.sol";
import {IRecordCalendar} from "./IRecordCalendar.sol";

/// @title Who held how much at the end of every period
///
/// @notice A holder's closing balances are kept as a list of stretches: runs of periods that close
/// with the same balance. The last stretch is the holding itself; a closed one is written when the
/// balance first changes after a record time, and never again. So a holder who trades often within
/// a period, or not at all for ten years, costs the same.
///
/// Units: balances are certificate units, 1e6 = $1 of original face. Periods are numbered from 1;
/// 0 means none. A transfer in the second of a record time still belongs to that period.
interface IPeriodBalances {
    /// @notice The closing balance of `period` is not known before second `recordTime` is over.
    error PoolCertificate_PeriodNotClosed(uint16 period, uint64 recordTime, uint256 timestamp);

    /// @notice A holding as it is now.
    ///
    /// @return balance what the holder has; the closing balance of every period from `changedIn`
    /// on, as long as nothing changes.
    /// @return firstIn first period whose closing balance may be other than 0; 0 if never held.
    /// The list of stretches begins here.
    /// @return changedIn first period of the current stretch; the list ends here.
    /// @return prev first period of the stretch before; 0 if the current one is the first.
    function holdingOf(address holder)
        external
        view
        returns (uint64 balance, uint16 firstIn, uint16 changedIn, uint16 prev);

    /// @notice `holdingOf` in one word, for contracts that read it at every settlement.
    function packedHoldingOf(address holder) external view returns (Holding);

    /// @notice A closed stretch, by its first period. All zero if no closed stretch begins there.
    ///
    /// @return balance closing balance of the periods from `start` up to, not including, nextStart.
    /// @return nextStart first period of the stretch after.
    /// @return prevStart first period of the stretch before; 0 for the first.
    function stretchOf(address holder, uint16 start)
        external
        view
        returns (uint64 balance, uint16 nextStart, uint16 prevStart);

    /// @notice The closing balance of `period`, exact and final.
    ///
    /// Reads one stretch for each change since `period`.
    ///
    /// Requirements: `period` is in the calendar and its record time has passed.
    function balanceAt(address holder, uint16 period) external view returns (uint64);

    /// @notice `balanceAt` for many holders.
    function balancesAt(address[] calldata holders, uint16 period)
        external
        view
        returns (uint64[] memory);

    /// @notice The calendar whose record times close the periods; fixed.
    function calendar() external view returns (IRecordCalendar);
}
