// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {IReportChecks} from "../interfaces/IReportChecks.sol";

/// @title What an oracle may be built with
library OracleConfig {
    uint256 private constant MOST_CLASSES = 64;
    uint256 private constant PPM = 1e6;

    /// @dev Names the first field that cannot be right.
    function requireValid(IRemittanceOracle.Config memory config) internal view {
        _require(config.pool != 0, "pool");
        _require(address(config.calendar).code.length != 0, "calendar");
        _require(config.balance != 0, "balance");
        _require(config.loanCount != 0, "loanCount");
        _require(config.maxRatePpm <= PPM, "maxRatePpm");
        _require(config.maxFeePpm <= PPM, "maxFeePpm");
        _require(config.maxSmmPpm <= PPM, "maxSmmPpm");
        _require(config.maxLossPpm <= PPM, "maxLossPpm");
        _requireClasses(config);
    }

    function _requireClasses(IRemittanceOracle.Config memory config) private pure {
        uint256 count = config.classes.length;
        _require(count != 0 && count <= MOST_CLASSES, "classes");
        uint256 sum = config.overcollateralisation;
        for (uint256 i = 0; i < count; ++i) {
            _require(config.classes[i].originalFace != 0, "originalFace");
            if (!config.classes[i].notional) sum += config.classes[i].originalFace;
        }
        if (sum != config.balance) {
            revert IReportChecks.RemittanceOracle_ClassSumBegin(config.balance, sum);
        }
    }

    function _require(bool valid, bytes32 field) private pure {
        if (!valid) revert IRemittanceOracle.RemittanceOracle_ConfigInvalid(field);
    }
}
