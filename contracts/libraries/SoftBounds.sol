// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Content} from "./Report.sol";

/// @title Figures that are possible but deserve a second look
library SoftBounds {
    uint8 internal constant SPEED = 1;
    uint8 internal constant LOSS = 2;
    uint256 private constant PPM = 1e6;

    /// @dev The bounds that a report is outside of, 0 when none. Both sides of each comparison
    /// stay whole, so nothing is rounded: speed is unscheduled principal over the balance after
    /// scheduled principal, loss is over the balance before. Unchecked: amounts have 64 bits and
    /// rates 32.
    function breaches(Content memory content, uint256 maxSmmPpm, uint256 maxLossPpm)
        internal
        pure
        returns (uint8 reasons)
    {
        unchecked {
            uint256 unscheduled = uint256(content.curtailed) + content.paidOff + content.liquidated
                + content.forgiven;
            uint256 exposed = content.balanceEnd + unscheduled;
            if (unscheduled * PPM > exposed * maxSmmPpm) reasons = SPEED;
            if (content.loss * PPM > content.balanceBegin * maxLossPpm) reasons |= LOSS;
        }
    }
}
