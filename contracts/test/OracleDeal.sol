// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {OracleReports} from "./OracleReports.sol";

/// @title The same pool split into three classes of principal, a notional one and
/// overcollateralisation
abstract contract OracleDeal is OracleReports {
    uint64 internal constant OVERCOLLATERALISATION = 10_000_000; // [cents]
    uint16 internal constant NOTIONAL_CLASS = 1;

    function config() internal view override returns (IRemittanceOracle.Config memory built) {
        built = super.config();
        built.overcollateralisation = OVERCOLLATERALISATION;
    }

    function classTerms()
        internal
        pure
        override
        returns (IRemittanceOracle.ClassTerms[] memory terms)
    {
        terms = new IRemittanceOracle.ClassTerms[](4);
        terms[0] = IRemittanceOracle.ClassTerms({originalFace: 120_000_000, notional: false});
        terms[1] = IRemittanceOracle.ClassTerms({originalFace: BALANCE, notional: true});
        terms[2] = IRemittanceOracle.ClassTerms({originalFace: 80_000_000, notional: false});
        terms[3] = IRemittanceOracle.ClassTerms({originalFace: 40_000_000, notional: false});
    }
}
