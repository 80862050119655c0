// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RemittanceOracle} from "../RemittanceOracle.sol";
import {Content} from "../libraries/Report.sol";
import {OracleDeal} from "./OracleDeal.sol";

/// @title Anything that honest nodes, a guardian and an admin may do to an oracle, in any order
/// @notice Acts and remembers what every report in force said; the invariants only look.
contract OracleHistory is OracleDeal {
    /// @dev What the report in force began with: balance, loans, overcollateralisation, shortfall.
    struct Begins {
        uint64 balance; // [cents]
        uint64 overcollateralisation; // [cents]
        uint64 shortfall; // [cents]
        uint32 loanCount;
        uint64[] classes; // [cents]
    }

    mapping(uint16 period => Begins) private _begins;
    /// @dev Content hash of the report accepted last, as this contract saw it.
    bytes32 public lastHash;
    uint256 public acceptances;
    uint256 public restatements;
    uint256 public holds;

    function world() external view returns (RemittanceOracle) {
        return oracle;
    }

    function beginsOf(uint16 period) external view returns (Begins memory) {
        return _begins[period];
    }

    // Actions

    /// @dev The report that is due: the next period's or the next to restate.
    function reportWhatIsDue(uint256 seed) public {
        uint16 due = oracle.restatingPeriod();
        if (due == 0) due = oracle.lastAccepted() + 1;
        if (due <= PERIODS) _report(due, seed);
    }

    /// @dev A revision of any period that may be revised.
    function revise(uint256 period, uint256 seed) external {
        uint256 last = oracle.restatingPeriod();
        if (last == 0) last = oracle.lastAccepted();
        if (last == 0) return;
        // Mostly the later ones, so that restatements come to an end.
        period = bound(period, last > 2 ? last - 2 : 1, last);
        _report(uint16(period), seed);
    }

    /// @dev A report far too fast, held until it is released or replaced.
    function reportTooFast(uint256 seed, bool release) external {
        uint16 due = oracle.lastAccepted() + 1;
        if (oracle.restatingPeriod() != 0 || due > PERIODS) return;
        _warp(due);
        Content memory content = random(due, seed);
        if (content.balanceBegin < 1_000_000) return;
        content = draft(due);
        content.paidOff = content.balanceBegin / 4;
        complete(content);
        content.revision = _freeRevision(due);
        if (post(content, 3)) revert("a fast report was not held");
        ++holds;
        if (!release) return;
        vm.warp(block.timestamp + HOLD_DELAY);
        oracle.releaseHeld(content);
        _remember(content);
    }

    /// @dev A node leaves and another comes.
    function exchangeNode(uint256 which) external {
        which = bound(which, 0, nodeKeys.length - 1);
        uint256 key = nodeKeys[which];
        vm.prank(guardian);
        oracle.removeNode(vm.addr(key));
        uint256 fresh = uint256(keccak256(abi.encode(key)));
        oracle.proposeNode(vm.addr(fresh), proofOf(fresh), oracle.threshold());
        vm.warp(block.timestamp + NODE_DELAY);
        oracle.confirmNode(vm.addr(fresh));
        nodeKeys[which] = nodeKeys[nodeKeys.length - 1];
        nodeKeys.pop();
        _sortKeys();
        addNodeKey(fresh);
    }

    function _report(uint16 period, uint256 seed) private {
        _warp(period);
        Content memory content = random(period, seed);
        content.revision = _freeRevision(period);
        bool restatingBefore = oracle.restatingPeriod() != 0;
        if (!post(content, 3)) revert("an honest report was not accepted");
        if (!restatingBefore && oracle.restatingPeriod() != 0) ++restatements;
        _remember(content);
    }

    function _freeRevision(uint16 period) private view returns (uint16 revision) {
        if (period <= oracle.lastAccepted()) revision = oracle.reportOf(period).revision + 1;
        if (oracle.heldReportOf(period).contentHash == 0) return revision;
        uint16 aboveHeld = oracle.heldReportOf(period).revision + 1;
        return aboveHeld > revision ? aboveHeld : revision;
    }

    function _remember(Content memory content) private {
        lastHash = oracle.hashContent(content);
        ++acceptances;
        Begins storage begins = _begins[content.periodIndex];
        begins.balance = content.balanceBegin;
        begins.overcollateralisation = content.overcollateralisationBegin;
        begins.shortfall = content.shortfallBegin;
        begins.loanCount = content.loanCountBegin;
        delete begins.classes;
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            begins.classes.push(content.classRows[i].begin);
        }
    }

    function _warp(uint16 period) private {
        if (block.timestamp < asOf(period)) warpToReportDay(period);
    }

    function _sortKeys() private {
        uint256[] memory keys = nodeKeys;
        delete nodeKeys;
        for (uint256 i = 0; i < keys.length; ++i) {
            addNodeKey(keys[i]);
        }
    }
}
