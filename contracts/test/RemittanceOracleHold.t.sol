// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {IReportChecks} from "../interfaces/IReportChecks.sol";
import {Content} from "../libraries/Report.sol";
import {OracleReports} from "./OracleReports.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

/// @notice Reports outside a soft bound: held, released, replaced.
contract RemittanceOracleHoldTest is OracleReports {
    uint8 private constant SPEED = 1;
    uint8 private constant LOSS = 2;

    function setUp() public override {
        super.setUp();
        acceptUpTo(2);
        warpToReportDay(3);
    }

    // Holding

    function test_accept__faster_than_the_bound__held() public {
        Content memory content = fast(3);
        bytes32 last = oracle.lastReportHash();
        uint64 balance = oracle.poolBalance();
        assertFalse(post(content, 3), "held");

        IRemittanceOracle.HeldReport memory held = oracle.heldReportOf(3);
        assertEq(held.contentHash, oracle.hashContent(content), "its hash");
        assertEq(held.revision, 0, "its revision");
        assertEq(held.releasableAt, block.timestamp + HOLD_DELAY, "its time");
        assertEq(oracle.lastAccepted(), 2, "nothing advances");
        assertEq(oracle.lastReportHash(), last, "nothing follows it");
        assertEq(oracle.poolBalance(), balance, "no balance moves");
        (bool accepted,,,) = oracle.trancheAmounts(3, 0);
        assertFalse(accepted, "no amounts");
    }

    function test_accept__outside_each_bound__says_which() public {
        expectHeld(fast(3), SPEED);
        post(fast(3), 3);
        Content memory content = lossy(3);
        content.revision = 1;
        expectHeld(content, LOSS);
        post(content, 3);
        content = fast(3);
        content.revision = 2;
        content.expenses = content.loss = content.balanceBegin / 50;
        recomplete(content);
        expectHeld(content, SPEED | LOSS);
        post(content, 3);
    }

    function test_accept__exactly_at_both_bounds__accepted() public {
        Content memory content = draft(3);
        content.scheduled = content.balanceBegin % 1_000_000;
        uint64 exposed = content.balanceBegin - content.scheduled;
        content.paidOff = exposed / 20;
        content.curtailed = exposed / 40;
        content.liquidated = exposed / 40;
        content.expenses = content.loss = content.balanceBegin / 100;
        recomplete(content);
        uint256 speed = uint256(content.paidOff) + content.curtailed + content.liquidated;
        assertEq(speed * 10, exposed, "at the bound");
        assertTrue(post(content, 3), "accepted");
    }

    function test_accept__one_cent_faster__held() public {
        Content memory content = draft(3);
        content.scheduled = content.balanceBegin % 1_000_000;
        content.paidOff = (content.balanceBegin - content.scheduled) / 10 + 1;
        recomplete(content);
        assertFalse(post(content, 3), "held");
    }

    function test_accept__hard_checks__come_before_holding() public {
        Content memory content = fast(3);
        content.balanceEnd += 1;
        Content memory honest = fast(3);
        refuse(
            content,
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_BalanceRoll.selector,
                honest.balanceBegin,
                uint256(honest.balanceBegin) + 1
            )
        );
    }

    function test_accept__held_report_again__refused_and_its_delay_runs_on() public {
        Content memory content = fast(3);
        post(content, 3);
        uint40 releasableAt = oracle.heldReportOf(3).releasableAt;
        vm.warp(block.timestamp + 1 hours);
        refuse(
            content,
            abi.encodeWithSelector(
                IRemittanceOracle.RemittanceOracle_AlreadyHeld.selector,
                3,
                oracle.hashContent(content)
            )
        );
        assertEq(oracle.heldReportOf(3).releasableAt, releasableAt, "the same time");
    }

    // Release by all nodes

    function test_accept__held_report_signed_by_all__released() public {
        Content memory content = fast(3);
        post(content, 3);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RemittanceAccepted(3, 0, oracle.hashContent(content), content);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RemittanceReleased(3, 0, oracle.hashContent(content));
        assertTrue(post(content, 4), "accepted");
        requireNothingHeld();
        assertEq(oracle.lastAccepted(), 3, "advanced");
    }

    function test_accept__all_sign_at_once__never_held() public {
        assertTrue(post(fast(3), 4), "accepted");
        requireNothingHeld();
    }

    function test_accept__all_of_a_set_shrunk_to_its_threshold__held() public {
        oracle.removeNode(vm.addr(nodeKeys[3]));
        Content memory content = fast(3);
        assertFalse(post(content, 3), "three of three are only a quorum");
        vm.warp(block.timestamp + HOLD_DELAY);
        oracle.releaseHeld(content);
        assertEq(oracle.lastAccepted(), 3, "the admin's way stays open");
    }

    // Release by the admin

    function test_releaseHeld__after_the_delay__accepted() public {
        Content memory content = fast(3);
        post(content, 3);
        vm.warp(block.timestamp + HOLD_DELAY);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RemittanceAccepted(3, 0, oracle.hashContent(content), content);
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RemittanceReleased(3, 0, oracle.hashContent(content));
        oracle.releaseHeld(content);
        requireNothingHeld();
        assertEq(oracle.reportOf(3).contentHash, oracle.hashContent(content), "in force");
        acceptUpTo(4);
    }

    function test_releaseHeld__a_second_early__refused() public {
        Content memory content = fast(3);
        post(content, 3);
        vm.warp(block.timestamp + HOLD_DELAY - 1);
        bytes32 before = stateOf(3);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRemittanceOracle.RemittanceOracle_HoldDelay.selector,
                block.timestamp + 1,
                block.timestamp
            )
        );
        oracle.releaseHeld(content);
        assertEq(stateOf(3), before, "nothing moved");
    }

    function test_releaseHeld__not_the_admin__refused() public {
        Content memory content = fast(3);
        post(content, 3);
        vm.warp(block.timestamp + HOLD_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, guardian, bytes32(0)
            )
        );
        vm.prank(guardian);
        oracle.releaseHeld(content);
        assertEq(oracle.lastAccepted(), 2, "nothing moved");
    }

    function test_releaseHeld__another_content__refused() public {
        post(fast(3), 3);
        bytes32 held = oracle.heldReportOf(3).contentHash;
        vm.warp(block.timestamp + HOLD_DELAY);
        Content memory content = fast(3);
        content.paidOff -= 1;
        recomplete(content);
        expectNotHeld(held, content);
        oracle.releaseHeld(content);
    }

    function test_releaseHeld__nothing_held__refused() public {
        Content memory content = plain(3);
        expectNotHeld(0, content);
        oracle.releaseHeld(content);
    }

    function test_releaseHeld__twice__refused() public {
        Content memory content = fast(3);
        post(content, 3);
        vm.warp(block.timestamp + HOLD_DELAY);
        oracle.releaseHeld(content);
        expectNotHeld(0, content);
        oracle.releaseHeld(content);
    }

    function test_releaseHeld__overtaken_by_another_report__refused() public {
        Content memory content = fast(3);
        post(content, 3);
        Content memory other = plain(2);
        other.servicingFee -= 1;
        other.reserveChange += 1;
        assertTrue(post(other, 3), "a revision of the month before");
        vm.warp(block.timestamp + HOLD_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReportChecks.RemittanceOracle_PreviousReportMismatch.selector,
                oracle.lastReportHash(),
                content.previousReportHash
            )
        );
        oracle.releaseHeld(content);
    }

    // Replacing

    function test_accept__higher_revision_inside_the_bounds__clears_what_was_held() public {
        post(fast(3), 3);
        Content memory content = plain(3);
        content.revision = 1;
        assertTrue(post(content, 3), "accepted");
        requireNothingHeld();
        assertEq(oracle.reportOf(3).revision, 1, "revision");
    }

    function test_accept__higher_revision_outside__takes_its_place() public {
        post(fast(3), 3);
        vm.warp(block.timestamp + 1 hours);
        Content memory content = fast(3);
        content.revision = 4;
        assertFalse(post(content, 3), "held");
        assertEq(oracle.heldReportOf(3).contentHash, oracle.hashContent(content), "the higher");
        assertEq(oracle.heldReportOf(3).releasableAt, block.timestamp + HOLD_DELAY, "anew");
        post(content, 4);
        requireNothingHeld();
    }

    function test_accept__another_report_not_above_the_held_one__refused() public {
        Content memory content = fast(3);
        content.revision = 2;
        post(content, 3);
        for (uint16 revision = 0; revision <= 2; ++revision) {
            content = plain(3);
            content.revision = revision;
            refuse(
                content,
                abi.encodeWithSelector(
                    IReportChecks.RemittanceOracle_RevisionTooLow.selector, 3, revision
                )
            );
        }
    }

    function test_accept__revision_of_an_accepted_period__held_on_its_own() public {
        Content memory revised = fast(1);
        assertFalse(post(revised, 3), "held");
        assertFalse(post(fast(3), 3), "and the next period too");
        assertEq(oracle.reportOf(1).revision, 0, "the old one in force");
        assertTrue(post(revised, 4), "released");
        assertEq(oracle.heldReportOf(1).contentHash, bytes32(0), "cleared");
        assertNotEq(oracle.heldReportOf(3).contentHash, bytes32(0), "the other one stays");
        assertEq(oracle.restatingPeriod(), 2, "the restatement opens on release");
        post(plain(2), 3);
        Content memory content = plain(3);
        content.revision = 1;
        assertTrue(post(content, 3), "in place of the held one");
        requireNothingHeld();
    }

    function fast(uint16 period) private view returns (Content memory content) {
        content = draft(period);
        content.paidOff = content.balanceBegin / 8;
        recomplete(content);
    }

    function lossy(uint16 period) private view returns (Content memory content) {
        content = draft(period);
        content.liquidated = content.balanceBegin / 50;
        content.loss = content.liquidated;
        recomplete(content);
    }

    function expectHeld(Content memory content, uint8 reasons) private {
        bytes32 contentHash = oracle.hashContent(content);
        uint40 releasableAt = uint40(block.timestamp) + HOLD_DELAY;
        vm.expectEmit(address(oracle));
        emit IRemittanceOracle.RemittanceHeld(
            content.periodIndex, content.revision, contentHash, reasons, releasableAt
        );
    }

    function expectNotHeld(bytes32 held, Content memory content) private {
        bytes32 contentHash = oracle.hashContent(content);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRemittanceOracle.RemittanceOracle_NotHeld.selector, held, contentHash
            )
        );
    }

    function requireNothingHeld() private view {
        for (uint16 period = 1; period <= 3; ++period) {
            assertEq(oracle.heldReportOf(period).contentHash, bytes32(0), "nothing held");
        }
    }
}
