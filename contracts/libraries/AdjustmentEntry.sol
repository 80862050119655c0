// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A funded correction of a funded period, in one slot. Legs are differences of amounts
/// that a report states in 64 bits each.
struct AdjustmentEntry {
    uint16 period;
    int112 interest; // [cents]
    int112 principal; // [cents]
}
