// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RemittanceOracle} from "../RemittanceOracle.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {Base} from "./Base.sol";
import {OracleHistory} from "./OracleHistory.sol";

/// @notice Over random histories of reports, revisions, holds and node changes.
///
/// INV-7: balance, loans, classes, overcollateralisation and shortfall of period p + 1 begin with
/// what period p ended with; while restating, up to the period that is due.
/// INV-10: classes that are not notional + overcollateralisation = pool, every period.
/// forge-config: default.invariant.runs = 8
/// forge-config: default.invariant.depth = 48
/// forge-config: long.invariant.runs = 64
/// forge-config: long.invariant.depth = 100
contract RemittanceOracleInvariantsTest is Base {
    OracleHistory private history;
    RemittanceOracle private oracle;

    function setUp() public {
        history = new OracleHistory();
        history.setUp();
        oracle = history.world();
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory actions = new bytes4[](6);
        actions[0] = OracleHistory.reportWhatIsDue.selector;
        actions[1] = OracleHistory.reportWhatIsDue.selector;
        actions[2] = OracleHistory.reportWhatIsDue.selector;
        actions[3] = OracleHistory.revise.selector;
        actions[4] = OracleHistory.reportTooFast.selector;
        actions[5] = OracleHistory.exchangeNode.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(history), actions);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(history);
    }

    function invariant_inv_7__accepted_periods__chain() public view {
        uint16 due = oracle.restatingPeriod();
        uint16 last = due == 0 ? oracle.lastAccepted() : due - 1;
        for (uint16 period = 1; period <= last; ++period) {
            OracleHistory.Begins memory begins = history.beginsOf(period);
            IRemittanceOracle.Report memory before = oracle.reportOf(period - 1);
            assertEq(begins.balance, before.balanceEnd, "balance");
            assertEq(begins.loanCount, before.loanCountEnd, "loans");
            assertEq(begins.overcollateralisation, before.overcollateralisationEnd, "oc");
            assertEq(begins.shortfall, before.shortfallEnd, "shortfall");
            for (uint16 i = 0; i < oracle.trancheCount(); ++i) {
                assertEq(begins.classes[i], oracle.trancheEnd(period - 1, i), "class");
            }
        }
    }

    function invariant_inv_10__every_period__classes_and_oc_make_up_the_pool() public view {
        for (uint16 period = 0; period <= oracle.lastAccepted(); ++period) {
            IRemittanceOracle.Report memory report = oracle.reportOf(period);
            uint256 sum = uint256(oracle.trancheEnd(period, 0)) + oracle.trancheEnd(period, 2)
                + oracle.trancheEnd(period, 3) + report.overcollateralisationEnd;
            assertEq(sum, report.balanceEnd, "classes and overcollateralisation");
            assertEq(report.balanceEnd == 0, report.loanCountEnd == 0, "empty together");
        }
    }

    function invariant_last_report__is_the_one_accepted_last() public view {
        assertEq(oracle.lastReportHash(), history.lastHash(), "in order of acceptance");
        assertEq(oracle.lastAccepted() == 0, history.acceptances() == 0, "if any");
    }

    function test_history__fifty_actions__reach_restatements_and_holds() public {
        for (uint256 seed = 0; seed < 10; ++seed) {
            history.reportWhatIsDue(seed);
            history.reportWhatIsDue(seed + 1000);
            history.revise(seed, seed);
            history.reportTooFast(seed, seed % 2 == 0);
            history.exchangeNode(seed);
        }
        assertGt(history.restatements(), 0, "restatements");
        assertGt(history.holds(), 0, "holds");
        assertGt(oracle.lastAccepted(), 3, "months");
        invariant_inv_7__accepted_periods__chain();
        invariant_inv_10__every_period__classes_and_oc_make_up_the_pool();
    }
}
