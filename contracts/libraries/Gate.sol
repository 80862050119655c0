// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITransferRules} from "../interfaces/ITransferRules.sol";

/// @notice What every transfer reads first, in one word.
///
/// Bits from the lowest: rules 160 (address), openRecordTime 40 (Unix seconds), openPeriod 16
/// (period in which the last change of a balance fell, open until openRecordTime is over),
/// paused 1, issuance closed 1, unused 38.
type Gate is uint256;

using Gates for Gate global;

/// @notice Reads and rewrites the packed gate. Pure; no field ever spills into another.
library Gates {
    uint256 private constant RECORD_AT = 160;
    uint256 private constant PERIOD_AT = 200;
    uint256 private constant PAUSED = 1 << 216;
    uint256 private constant CLOSED = 1 << 217;
    uint256 private constant OPEN_MASK = uint256(type(uint56).max) << RECORD_AT;

    function rules(Gate gate) internal pure returns (ITransferRules) {
        return ITransferRules(address(uint160(Gate.unwrap(gate))));
    }

    function openRecordTime(Gate gate) internal pure returns (uint40) {
        return uint40(Gate.unwrap(gate) >> RECORD_AT);
    }

    function openPeriod(Gate gate) internal pure returns (uint16) {
        return uint16(Gate.unwrap(gate) >> PERIOD_AT);
    }

    function paused(Gate gate) internal pure returns (bool) {
        return Gate.unwrap(gate) & PAUSED != 0;
    }

    function issuanceClosed(Gate gate) internal pure returns (bool) {
        return Gate.unwrap(gate) & CLOSED != 0;
    }

    function withRules(Gate gate, ITransferRules value) internal pure returns (Gate) {
        uint256 rest = Gate.unwrap(gate) & ~uint256(type(uint160).max);
        return Gate.wrap(rest | uint160(address(value)));
    }

    function withOpenPeriod(Gate gate, uint16 period, uint40 recordTime)
        internal
        pure
        returns (Gate)
    {
        uint256 open = uint256(recordTime) << RECORD_AT | uint256(period) << PERIOD_AT;
        return Gate.wrap(Gate.unwrap(gate) & ~OPEN_MASK | open);
    }

    function withPaused(Gate gate, bool value) internal pure returns (Gate) {
        uint256 word = Gate.unwrap(gate);
        return Gate.wrap(value ? word | PAUSED : word & ~PAUSED);
    }

    function withIssuanceClosed(Gate gate) internal pure returns (Gate) {
        return Gate.wrap(Gate.unwrap(gate) | CLOSED);
    }
}
