// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HostileDollar} from "./HostileDollar.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Calls back into its caller, or anyone, before the money moves
contract ReentrantDollar is HostileDollar {
    /// @notice Whom to call during a transfer.
    address public target;
    /// @notice What to call it with.
    bytes public callData;
    /// @notice How often the call back succeeded.
    uint256 public successes;
    /// @notice How often the call back was refused.
    uint256 public refusals;
    /// @notice What the last refused call back answered.
    bytes public refusal;

    constructor() ERC20("Reentrant Dollar", "BACKUSD") {}

    /// @notice Call `target_` with `callData_` in each transfer that meets the lie. The transfer
    /// goes on whatever the call answers.
    function arm(address target_, bytes calldata callData_) external {
        target = target_;
        callData = callData_;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0) && target != address(0) && _lies(to)) _callBack();
        super._update(from, to, amount);
    }

    function _callBack() private {
        (bool success, bytes memory answer) = target.call(callData);
        if (success) {
            ++successes;
        } else {
            ++refusals;
            refusal = answer;
        }
    }
}
