// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RemittanceOracle} from "../RemittanceOracle.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {Content} from "../libraries/Report.sol";
import {OracleReports} from "./OracleReports.sol";

/// @notice Gas of whole transactions (21,000 and calldata included), all storage cold. Each
/// ceiling is just above what was measured; 260,000 is what a report may cost.
/// forge-config: default.isolate = true
contract RemittanceOracleGasTest is OracleReports {
    uint256 private _classes = 1;

    function classTerms() internal view override returns (IRemittanceOracle.ClassTerms[] memory) {
        IRemittanceOracle.ClassTerms[] memory terms = new IRemittanceOracle.ClassTerms[](_classes);
        for (uint256 i = 0; i < _classes; ++i) {
            terms[i].originalFace = uint64(BALANCE / _classes);
        }
        return terms;
    }

    function test_accept__three_of_four_one_class__within_ceiling() public {
        acceptUpTo(2);
        uint256 gas = gasOfMonth(3, 3);
        assertGe(gas, 100_000, "a whole transaction is measured");
        assertLe(gas, 196_000, "one class");
    }

    function test_accept__one_signature_more__within_ceiling() public {
        acceptUpTo(2);
        uint256 snapshot = vm.snapshotState();
        uint256 three = gasOfMonth(3, 3);
        vm.revertToState(snapshot);
        assertLe(gasOfMonth(3, 4) - three, 7600, "a signature");
    }

    function test_accept__each_further_class__within_ceiling() public {
        acceptUpTo(2);
        uint256 one = gasOfMonth(3, 3);
        _classes = 5;
        oracle = new RemittanceOracle(config());
        openNodeSet(4, 3);
        acceptUpTo(2);
        assertLe((gasOfMonth(3, 3) - one) / 4, 32_000, "a class");
    }

    function test_accept__revision__within_ceiling() public {
        acceptUpTo(3);
        assertLe(gasOfMonth(3, 3), 117_000, "what was stored is rewritten");
    }

    function test_accept__last_month__costs_as_the_third() public {
        acceptUpTo(2);
        uint256 third = gasOfMonth(3, 3);
        acceptUpTo(PERIODS - 1);
        assertLe(gasOfMonth(PERIODS, 3), third + 500, "however long the history");
    }

    function test_accept__after_holds_were_cleared__costs_as_before() public {
        acceptUpTo(3);
        uint256 snapshot = vm.snapshotState();
        uint256 before = gasOfMonth(4, 3);
        vm.revertToState(snapshot);
        for (uint16 revision = 1; revision <= 2; ++revision) {
            Content memory fast = draft(3);
            fast.revision = revision;
            fast.paidOff = fast.balanceBegin / 8;
            complete(fast);
            assertFalse(post(fast, 3), "held, then replaced");
        }
        Content memory content = plain(3);
        content.revision = 3;
        assertTrue(post(content, 3), "cleared");
        assertLe(gasOfMonth(4, 3), before + 500, "no held report is looked for");
    }

    function gasOfMonth(uint16 period, uint256 signers) private returns (uint256) {
        if (period > oracle.lastAccepted()) warpToReportDay(period);
        Content memory content = plain(period);
        assertTrue(post(content, signers), "accepted");
        return vm.lastCallGas().gasTotalUsed;
    }
}
