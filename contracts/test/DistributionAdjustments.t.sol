// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {PAYER_ROLE} from "../libraries/Roles.sol";
import {LedgerWorld} from "./LedgerWorld.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

/// @title Revisions of funded periods
contract DistributionAdjustmentsTest is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;

    function setUp() public {
        deploy(newTestDollar(), 12);
        issueToThree();
        distribute(1, 500_000, 20_000);
    }

    function _postAdjustment(uint64 interest) private {
        accept(1, oracle.reportOf(1).revision + 1, interest, 20_000);
        ledger.postAdjustment(1);
    }

    function _adjustTo(uint64 interest) private {
        _postAdjustment(interest);
        vm.prank(servicer);
        ledger.fundAdjustment(1);
    }

    function _adjustedInterest() private view returns (int256) {
        return ledger.distribution(1).adjustedInterestUnits;
    }

    // postAdjustment

    function test_postAdjustment__revision_of_a_funded_period__waits_with_signed_legs() public {
        accept(1, 1, 490_000, 25_000);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.AdjustmentPosted(
            1, 1, -10_000 * int256(CENT), 5000 * int256(CENT)
        );
        ledger.postAdjustment(1);
        (bool waits, uint16 revision, int256 interest, int256 principal) =
            ledger.waitingAdjustment(1);
        assertTrue(waits, "waits");
        assertEq(revision, 1, "revision");
        assertEq(interest, -10_000 * int256(CENT), "interest leg");
        assertEq(principal, 5000 * int256(CENT), "principal leg");
        assertEq(_adjustedInterest(), 0, "binds nobody yet");
    }

    function test_postAdjustment__not_funded__is_ignored_by_settlements() public {
        _postAdjustment(600_000);
        passPay(1);
        ledger.settle(holderA, ALL);
        assertEq(ledger.accountOf(holderA).cursor, 0, "no entry");
        assertEq(
            cash.balanceOf(holderA),
            (SUPPLY / 3) * 500_000 * CENT / SUPPLY + (SUPPLY / 3) * 20_000 * CENT / SUPPLY,
            "as funded"
        );
    }

    function test_postAdjustment__later_revision__replaces_the_waiting_one() public {
        _postAdjustment(600_000);
        _postAdjustment(550_000);
        (,, int256 interest,) = ledger.waitingAdjustment(1);
        assertEq(interest, 50_000 * int256(CENT), "from what is funded, not from what waited");
    }

    function test_postAdjustment__back_to_what_is_funded__takes_the_waiting_one_back() public {
        _postAdjustment(600_000);
        accept(1, 2, 500_000, 20_000);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.AdjustmentPosted(1, 2, 0, 0);
        ledger.postAdjustment(1);
        (bool waits,,,) = ledger.waitingAdjustment(1);
        assertFalse(waits, "nothing waits");
    }

    function test_inv_6_postAdjustment__same_revision_again__reverts() public {
        _postAdjustment(600_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_AlreadyPosted.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1, 1));
        ledger.postAdjustment(1);
    }

    function test_inv_6_postAdjustment__nothing_changed__reverts() public {
        bytes4 kind = IDistributionFunding.DistributionLedger_NothingToAdjust.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1, 0));
        ledger.postAdjustment(1);
        _adjustTo(600_000);
        vm.expectRevert(abi.encodeWithSelector(kind, 1, 1));
        ledger.postAdjustment(1);
    }

    function test_postAdjustment__period_not_funded__reverts() public {
        accept(2, 0, 500_000, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_NotFunded.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 2, 1));
        ledger.postAdjustment(2);
        vm.expectRevert(abi.encodeWithSelector(kind, 0, 1));
        ledger.postAdjustment(0);
    }

    // fundAdjustment

    function test_fundAdjustment__positive_legs__are_paid_in_gross() public {
        accept(1, 1, 490_000, 25_000);
        ledger.postAdjustment(1);
        uint256 before = cash.balanceOf(servicer);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.AdjustmentFunded(
            0, 1, servicer, -10_000 * int256(CENT), 5000 * int256(CENT)
        );
        vm.prank(servicer);
        ledger.fundAdjustment(1);
        assertEq(before - cash.balanceOf(servicer), 5000 * CENT, "not netted");
        assertEq(ledger.totals().funded, 525_000 * CENT, "funded");
        assertEq(ledger.adjustmentCount(), 1, "entries");
        assertEq(ledger.adjustment(0).period, 1, "period");
        assertEq(ledger.adjustment(0).interestUnits, -10_000 * int256(CENT), "interest leg");
        assertEq(ledger.adjustment(0).principalUnits, 5000 * int256(CENT), "principal leg");
        assertEq(ledger.distribution(1).adjustedPrincipalUnits, 5000 * int256(CENT), "adjusted");
        assertEq(ledger.distribution(1).interestUnits, 500_000 * CENT, "as funded");
        assertEq(ledger.distribution(1).revision, 1, "revision in force");
    }

    function test_fundAdjustment__second_revision__counts_from_the_first() public {
        _adjustTo(600_000);
        _adjustTo(550_000);
        assertEq(ledger.adjustment(1).interestUnits, -50_000 * int256(CENT), "from the adjusted");
        assertEq(_adjustedInterest(), 50_000 * int256(CENT), "together");
    }

    function test_fundAdjustment__nothing_waits__reverts() public {
        bytes4 kind = IDistributionFunding.DistributionLedger_NotPosted.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1));
        vm.prank(servicer);
        ledger.fundAdjustment(1);
    }

    function test_inv_6_fundAdjustment__twice__reverts() public {
        _adjustTo(600_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_NotPosted.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1));
        vm.prank(servicer);
        ledger.fundAdjustment(1);
    }

    function test_fundAdjustment__posting_of_an_unfunded_period__reverts() public {
        accept(2, 0, 500_000, 20_000);
        ledger.post(2);
        bytes4 kind = IDistributionFunding.DistributionLedger_NotFunded.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 2, 1));
        vm.prank(servicer);
        ledger.fundAdjustment(2);
    }

    function test_fundAdjustment__newer_revision_accepted__reverts() public {
        _postAdjustment(600_000);
        accept(1, 2, 700_000, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_StalePosting.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 2, 1));
        vm.prank(servicer);
        ledger.fundAdjustment(1);
    }

    function test_fundAdjustment__not_a_payer__reverts() public {
        _postAdjustment(600_000);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, attacker, PAYER_ROLE
            )
        );
        vm.prank(attacker);
        ledger.fundAdjustment(1);
    }
}
