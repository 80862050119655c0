// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRecordCalendar} from "./interfaces/IRecordCalendar.sol";

/// @title The record and payment times of every period of a pool
/// @notice See {IRecordCalendar}.
contract RecordCalendar is IRecordCalendar {
    /// @dev Fifty years of months.
    uint256 private constant MAX_PERIODS = 600;
    uint256 private constant TIME_BITS = 40;
    uint256 private constant TIME_MASK = type(uint40).max;
    /// @dev A period is its record time in the low and its payment time in the high 40 bits.
    uint256 private constant PERIOD_BITS = 80;
    uint256 private constant PERIODS_PER_WORD = 3;

    /// @inheritdoc IRecordCalendar
    uint16 public immutable periods; // [periods]
    uint256 private immutable _firstMonth; // [months since year 0]
    uint256 private immutable _firstRecordTime; // [Unix seconds]
    uint256 private immutable _lastRecordTime; // [Unix seconds]

    /// @dev Three periods a word, period 1 in the lowest bits of word 0.
    mapping(uint256 word => uint256 packed) private _words; // [Unix seconds, 40 bits each]

    constructor(uint32 firstYyyymm, uint64[] memory recordTimes, uint64[] memory payTimes) {
        uint256 count = recordTimes.length;
        if (count == 0 || count > MAX_PERIODS) {
            revert RecordCalendar_PeriodsOutOfRange(MAX_PERIODS, count);
        }
        if (payTimes.length != count) {
            revert RecordCalendar_LengthMismatch(count, payTimes.length);
        }
        uint256 month = firstYyyymm % 100;
        if (month == 0 || month > 12) revert RecordCalendar_MonthInvalid(firstYyyymm);

        periods = uint16(count);
        _firstMonth = uint256(firstYyyymm / 100) * 12 + month - 1;
        _firstRecordTime = recordTimes[0];
        _lastRecordTime = recordTimes[count - 1];
        _store(recordTimes, payTimes);
    }

    /// @inheritdoc IRecordCalendar
    function recordTime(uint16 period) external view returns (uint64) {
        _requireKnown(period);
        return uint64(_recordTime(period));
    }

    /// @inheritdoc IRecordCalendar
    function payTime(uint16 period) external view returns (uint64) {
        _requireKnown(period);
        return uint64(_times(period) >> TIME_BITS);
    }

    /// @inheritdoc IRecordCalendar
    function times(uint16 period) external view returns (uint64, uint64) {
        _requireKnown(period);
        uint256 packed = _times(period);
        return (uint64(packed & TIME_MASK), uint64(packed >> TIME_BITS));
    }

    /// @inheritdoc IRecordCalendar
    function yyyymm(uint16 period) external view returns (uint32) {
        _requireKnown(period);
        uint256 month = _firstMonth + period - 1;
        return uint32(month / 12 * 100 + month % 12 + 1);
    }

    /// @inheritdoc IRecordCalendar
    function periodAt(uint64 timestamp) external view returns (uint16) {
        return uint16(_periodAt(timestamp));
    }

    /// @inheritdoc IRecordCalendar
    function openPeriodAt(uint64 timestamp) external view returns (uint16, uint64) {
        uint256 period = _periodAt(timestamp);
        if (period > periods) return (uint16(period), type(uint40).max);
        return (uint16(period), uint64(_recordTime(period)));
    }

    /// @dev Guesses by the mean length of a period, steps ever further in the direction that is
    /// left, and halves what remains once a step has gone past the answer.
    function _periodAt(uint256 timestamp) private view returns (uint256) {
        if (timestamp <= _firstRecordTime) return 1;
        if (timestamp > _lastRecordTime) return uint256(periods) + 1;

        // Invariant: recordTime(low) < timestamp <= recordTime(high).
        uint256 low = 1;
        uint256 high = periods;
        uint256 probe = _guess(timestamp);
        uint256 step = 1;
        while (high - low > 1) {
            if (timestamp <= _recordTime(probe)) {
                high = probe;
                probe = low + step < high ? high - step : (low + high) / 2;
            } else {
                low = probe;
                probe = low + step < high ? low + step : (low + high) / 2;
            }
            step *= 2;
        }
        return high;
    }

    /// @dev The answer if all periods were equally long, but neither the first nor the last, whose
    /// times are known. Called with a timestamp after the first record time and not after the last.
    function _guess(uint256 timestamp) private view returns (uint256) {
        uint256 elapsed = (timestamp - _firstRecordTime) * (periods - 1);
        uint256 full = elapsed / (_lastRecordTime - _firstRecordTime); // periods, rounded down
        return full + 2 < periods ? full + 2 : uint256(periods) - 1;
    }

    function _recordTime(uint256 period) private view returns (uint256) {
        return _times(period) & TIME_MASK;
    }

    /// @dev The 80 bits of a period that is known to exist.
    function _times(uint256 period) private view returns (uint256) {
        uint256 place = (period - 1) % PERIODS_PER_WORD * PERIOD_BITS;
        return _words[(period - 1) / PERIODS_PER_WORD] >> place & ((1 << PERIOD_BITS) - 1);
    }

    function _requireKnown(uint16 period) private view {
        if (period == 0 || period > periods) {
            revert RecordCalendar_UnknownPeriod(periods, period);
        }
    }

    function _store(uint64[] memory recordTimes, uint64[] memory payTimes) private {
        uint256 word;
        for (uint256 i = 0; i < recordTimes.length; i++) {
            _requireOrdered(recordTimes, payTimes, i);
            uint256 packed = uint256(payTimes[i]) << TIME_BITS | recordTimes[i];
            word |= packed << i % PERIODS_PER_WORD * PERIOD_BITS;
            if ((i + 1) % PERIODS_PER_WORD == 0 || i + 1 == recordTimes.length) {
                _words[i / PERIODS_PER_WORD] = word;
                word = 0;
            }
        }
    }

    function _requireOrdered(uint64[] memory recordTimes, uint64[] memory payTimes, uint256 i)
        private
        pure
    {
        uint16 period = uint16(i + 1);
        uint64 record = recordTimes[i];
        uint64 pay = payTimes[i];
        if (i > 0 && record <= recordTimes[i - 1]) {
            revert RecordCalendar_RecordNotIncreasing(period, recordTimes[i - 1], record);
        }
        if (i > 0 && pay <= payTimes[i - 1]) {
            revert RecordCalendar_PayNotIncreasing(period, payTimes[i - 1], pay);
        }
        if (pay <= record) revert RecordCalendar_PaysBeforeRecord(period, record, pay);
        // Payment is after the record time, so this keeps both below the limit.
        if (pay >= TIME_MASK) {
            revert RecordCalendar_TimeTooLate(period, uint64(TIME_MASK - 1), pay);
        }
    }
}
