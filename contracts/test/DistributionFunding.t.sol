// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {PAYER_ROLE} from "../libraries/Roles.sol";
import {FeeOnTransferDollar} from "../testing/FeeOnTransferDollar.sol";
import {IMintableDollar, LedgerWorld} from "./LedgerWorld.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

/// @title Posting and funding of periods
contract DistributionFundingTest is LedgerWorld {
    function setUp() public {
        deploy(newTestDollar(), 12);
        issueToThree();
    }

    // post

    function test_post__accepted_report__stores_its_amounts_in_units() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        IDistributionFunding.Distribution memory posted = ledger.distribution(1);
        assertTrue(posted.posted && !posted.funded, "posted, not funded");
        assertEq(posted.interestUnits, 500_000 * CENT, "interest");
        assertEq(posted.principalUnits, 20_000 * CENT, "principal");
    }

    function test_post__accepted_report__emits_posted() public {
        accept(1, 3, 500_000, 20_000);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.DistributionPosted(1, 3, 500_000 * CENT, 20_000 * CENT);
        vm.prank(attacker);
        ledger.post(1);
    }

    function test_post__revision_before_funding__replaces_even_after_the_payment_time() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        passPay(1);
        accept(1, 1, 300_000, 0);
        ledger.post(1);
        assertEq(ledger.distribution(1).interestUnits, 300_000 * CENT, "the shorter month");
        assertEq(ledger.distribution(1).principalUnits, 0, "no principal");
        assertEq(ledger.distribution(1).revision, 1, "revision");
    }

    function test_inv_6_post__same_revision_again__reverts() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        bytes4 kind = IDistributionFunding.DistributionLedger_AlreadyPosted.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1, 0));
        ledger.post(1);
    }

    function test_post__no_report__reverts() public {
        bytes4 kind = IDistributionFunding.DistributionLedger_NotAccepted.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1));
        ledger.post(1);
    }

    function test_inv_6_post__funded_period__reverts() public {
        distribute(1, 500_000, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_AlreadyFunded.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1, 1));
        ledger.post(1);
        vm.expectRevert(abi.encodeWithSelector(kind, 0, 1));
        ledger.post(0);
    }

    function test_post__issuance_open__reverts() public {
        deploy(newTestDollar(), 12);
        classEnd[0] = FACE_CENTS;
        accept(1, 0, 500_000, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_IssuanceOpen.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, certificate));
        ledger.post(1);
        vm.expectRevert(abi.encodeWithSelector(kind, certificate));
        vm.prank(servicer);
        ledger.postAndFund(1);
    }

    // fund

    function test_fund__posted_amounts__takes_exactly_their_cash() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        uint256 before = cash.balanceOf(servicer);
        vm.prank(servicer);
        ledger.fund(1);
        assertEq(before - cash.balanceOf(servicer), 520_000 * CENT, "taken from the payer");
        assertEq(cash.balanceOf(address(ledger)), 520_000 * CENT, "here");
        assertEq(ledger.lastFunded(), 1, "last funded");
        assertEq(ledger.totals().outstanding, 520_000 * CENT, "outstanding");
        assertEq(ledger.totals().funded, 520_000 * CENT, "funded");
        assertTrue(ledger.distribution(1).funded, "funded");
    }

    function test_fund__second_period__emits_sums_over_both() public {
        distribute(1, 500_000, 20_000);
        accept(2, 0, 400_000, 30_000);
        ledger.post(2);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.DistributionFunded(
            2, servicer, 400_000 * CENT, 30_000 * CENT, 900_000 * CENT, 50_000 * CENT
        );
        vm.prank(servicer);
        ledger.fund(2);
        (uint256 interest, uint256 principal) = ledger.cumulative(2);
        assertEq(interest, 900_000 * CENT, "interest so far");
        assertEq(principal, 50_000 * CENT, "principal so far");
    }

    function test_fund__month_without_any_money__needs_no_cash() public {
        accept(1, 0, 0, 0);
        ledger.post(1);
        vm.prank(servicer);
        cash.approve(address(ledger), 0);
        vm.prank(servicer);
        ledger.fund(1);
        assertEq(ledger.lastFunded(), 1, "funded with nothing");
    }

    function test_fund__month_without_principal__keeps_the_month_before() public {
        distribute(1, 500_000, 20_000);
        distribute(2, 400_000, 0);
        assertEq(ledger.distribution(1).principalUnits, 20_000 * CENT, "month 1");
        assertEq(ledger.distribution(2).principalUnits, 0, "month 2");
    }

    function test_fund__nothing_posted__reverts() public {
        accept(1, 0, 500_000, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_NotPosted.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1));
        vm.prank(servicer);
        ledger.fund(1);
    }

    function test_fund__out_of_order__reverts() public {
        accept(1, 0, 500_000, 20_000);
        accept(2, 0, 500_000, 20_000);
        ledger.post(2);
        bytes4 kind = IDistributionFunding.DistributionLedger_NotNextPeriod.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1, 2));
        vm.prank(servicer);
        ledger.fund(2);
    }

    function test_inv_6_fund__twice__reverts() public {
        distribute(1, 500_000, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_NotNextPeriod.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 2, 1));
        vm.prank(servicer);
        ledger.fund(1);
        vm.expectRevert(abi.encodeWithSelector(kind, 2, 1));
        vm.prank(servicer);
        ledger.postAndFund(1);
    }

    function test_fund__newer_revision_accepted__reverts() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        accept(1, 1, 500_001, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_StalePosting.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1, 0));
        vm.prank(servicer);
        ledger.fund(1);
    }

    function test_fund__not_a_payer__reverts() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        _refuseRole(attacker);
        vm.prank(attacker);
        ledger.fund(1);
    }

    function test_fund__fee_on_transfer__reverts() public {
        FeeOnTransferDollar lying = new FeeOnTransferDollar();
        deploy(IMintableDollar(address(lying)), 12);
        issueToThree();
        lying.lieToAll(true);
        accept(1, 0, 500_000, 20_000);
        bytes4 kind = IDistributionFunding.DistributionLedger_CashMismatch.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 520_000 * CENT, 514_800 * CENT));
        vm.prank(servicer);
        ledger.postAndFund(1);
        assertEq(ledger.lastFunded(), 0, "nothing funded");
    }

    // postAndFund

    function test_postAndFund__in_one_go__emits_both() public {
        accept(1, 0, 500_000, 20_000);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.DistributionPosted(1, 0, 500_000 * CENT, 20_000 * CENT);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.DistributionFunded(
            1, servicer, 500_000 * CENT, 20_000 * CENT, 500_000 * CENT, 20_000 * CENT
        );
        postAndFund(1);
        assertEq(ledger.lastFunded(), 1, "funded");
    }

    function test_postAndFund__posted_already__emits_funded_alone() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        vm.recordLogs();
        postAndFund(1);
        bytes32 posted = IDistributionFunding.DistributionPosted.selector;
        assertTrue(vm.getRecordedLogs()[0].topics[0] != posted, "no second posting");
    }

    function test_postAndFund__stale_posting__takes_the_latest_revision() public {
        accept(1, 0, 500_000, 20_000);
        ledger.post(1);
        accept(1, 1, 400_000, 20_000);
        postAndFund(1);
        assertEq(ledger.distribution(1).interestUnits, 400_000 * CENT, "latest");
        assertEq(ledger.distribution(1).revision, 1, "revision");
    }

    function test_postAndFund__not_a_payer__reverts() public {
        accept(1, 0, 500_000, 20_000);
        _refuseRole(attacker);
        vm.prank(attacker);
        ledger.postAndFund(1);
    }

    function test_postAndFund__no_report__reverts() public {
        bytes4 kind = IDistributionFunding.DistributionLedger_NotAccepted.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1));
        postAndFund(1);
    }

    // sweepExcess

    function test_sweepExcess__donation__goes_and_no_more() public {
        distribute(1, 500_000, 20_000);
        cash.mint(address(ledger), 77);
        vm.expectEmit(address(ledger));
        emit IDistributionFunding.ExcessSwept(servicer, 77);
        uint256 before = cash.balanceOf(servicer);
        assertEq(ledger.sweepExcess(servicer), 77, "returned");
        assertEq(cash.balanceOf(servicer) - before, 77, "received");
        assertEq(cash.balanceOf(address(ledger)), 520_000 * CENT, "liabilities stay");
    }

    function test_sweepExcess__nothing_above_liabilities__reverts() public {
        distribute(1, 500_000, 20_000);
        uint256 owed = 520_000 * CENT;
        bytes4 kind = IDistributionFunding.DistributionLedger_NoExcess.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, owed, owed));
        ledger.sweepExcess(servicer);
        passPay(1);
        settleAll(three());
        uint256 left = ledger.totals().outstanding;
        vm.expectRevert(abi.encodeWithSelector(kind, left, left));
        ledger.sweepExcess(servicer);
    }

    function test_sweepExcess__forbidden_payees__revert() public {
        cash.mint(address(ledger), 77);
        bytes4 kind = IHeldCash.DistributionLedger_PayeeRefused.selector;
        address[4] memory forbidden =
            [address(0), address(ledger), address(cash), address(certificate)];
        for (uint256 i = 0; i < forbidden.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(kind, forbidden[i]));
            ledger.sweepExcess(forbidden[i]);
        }
    }

    function test_sweepExcess__not_the_admin__reverts() public {
        cash.mint(address(ledger), 77);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, servicer, bytes32(0)
            )
        );
        vm.prank(servicer);
        ledger.sweepExcess(servicer);
    }

    function _refuseRole(address caller) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, caller, PAYER_ROLE
            )
        );
    }
}
