// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The record and payment times of every period of a pool
///
/// @notice A period is a month in which holders are paid. Periods are numbered 1 to `periods()`;
/// period p belongs to whoever holds at the end of second `recordTime(p)`, and is paid from
/// `payTime(p)` on. All times are fixed at deployment: any rule fits (month end, the business day
/// before a payment, mid-month), because the times are computed off-chain and only kept here.
///
/// Powers: none. The contract has no owner and no role, and nothing in it can change.
///
/// Assumptions: whoever deploys it computed the times from the right holidays and time zone; the
/// contract only checks their order.
///
/// Units: times are Unix seconds, below 2**40 - 1; months are written YYYYMM.
interface IRecordCalendar {
    /// @notice A calendar needs at least one period and at most `limit`.
    error RecordCalendar_PeriodsOutOfRange(uint256 limit, uint256 received);
    /// @notice There must be one payment time for each record time.
    error RecordCalendar_LengthMismatch(uint256 recordTimes, uint256 payTimes);
    /// @notice The first month is not written YYYYMM with a month from 1 to 12.
    error RecordCalendar_MonthInvalid(uint32 received);
    /// @notice The record time of `period` is not after the one before, `previous`.
    error RecordCalendar_RecordNotIncreasing(uint16 period, uint64 previous, uint64 received);
    /// @notice The payment time of `period` is not after the one before, `previous`.
    error RecordCalendar_PayNotIncreasing(uint16 period, uint64 previous, uint64 received);
    /// @notice The payment time of `period` is not after its record time.
    error RecordCalendar_PaysBeforeRecord(uint16 period, uint64 recordTime, uint64 received);
    /// @notice The payment time of `period` is above `limit`.
    error RecordCalendar_TimeTooLate(uint16 period, uint64 limit, uint64 received);
    /// @notice Periods run from 1 to `last`.
    error RecordCalendar_UnknownPeriod(uint16 last, uint16 period);

    /// @notice Number of periods, N.
    function periods() external view returns (uint16);

    /// @notice Last second of `period`'s holding: who holds at the end of it is paid.
    ///
    /// Requirements: `period` is in 1..N.
    function recordTime(uint16 period) external view returns (uint64);

    /// @notice First second in which `period` may be paid.
    ///
    /// Requirements: `period` is in 1..N.
    function payTime(uint16 period) external view returns (uint64);

    /// @notice Both times of `period`, in one read.
    ///
    /// Requirements: `period` is in 1..N.
    function times(uint16 period) external view returns (uint64 recordTime, uint64 payTime);

    /// @notice The month in which `period` is paid, written YYYYMM.
    ///
    /// Requirements: `period` is in 1..N.
    function yyyymm(uint16 period) external view returns (uint32);

    /// @notice The period to which a holding in second `timestamp` belongs: the smallest p with
    /// `timestamp <= recordTime(p)`, N + 1 after the last record time. Never reverts.
    ///
    /// Costs two or three reads where periods are about equally long, and a number of reads that
    /// grows with the logarithm of N whatever their lengths.
    function periodAt(uint64 timestamp) external view returns (uint16 period);

    /// @notice `periodAt(timestamp)` with that period's record time, `type(uint40).max` for N + 1.
    function openPeriodAt(uint64 timestamp) external view returns (uint16 period, uint64 recordTime);
}
