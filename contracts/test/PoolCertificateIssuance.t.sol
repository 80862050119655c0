// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PoolCertificate} from "../PoolCertificate.sol";
import {RecordCalendar} from "../RecordCalendar.sol";
import {ICertificateControls} from "../interfaces/ICertificateControls.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943.sol";
import {IPoolCertificate} from "../interfaces/IPoolCertificate.sol";
import {IRemittanceOracle} from "../interfaces/IRemittanceOracle.sol";
import {ITransferRules, TransferLimits} from "../interfaces/ITransferRules.sol";
import {CertificateFixture} from "./CertificateFixture.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Issued once, up to the original face, before the first record time is over.
contract PoolCertificateIssuanceTest is CertificateFixture {
    // constructor

    function test_constructor__new_certificate__knows_its_parts() public view {
        assertEq(certificate.name(), "Pool 1 Class A", "name");
        assertEq(certificate.symbol(), "P1A", "symbol");
        assertEq(certificate.decimals(), 6, "decimals");
        assertEq(address(certificate.calendar()), address(calendar), "calendar");
        assertEq(address(certificate.remittanceOracle()), address(oracle), "oracle");
        assertEq(address(certificate.compliance()), address(rules), "rules");
        assertEq(address(certificate.identityRegistry()), address(registry), "register");
        assertEq(certificate.trancheIndex(), 0, "class");
        assertEq(certificate.defaultAdmin(), admin, "admin");
        assertEq(certificate.totalSupply(), 0, "supply");
        assertFalse(certificate.issuanceClosed(), "issuance is open");
        assertFalse(certificate.paused(), "no pause");
    }

    function test_constructor__rules__announced() public {
        vm.expectEmit(true, false, false, false);
        emit ICertificateControls.TransferRulesChanged(address(rules));
        newCertificate(calendar, oracle);
    }

    function test_constructor__other_calendar_than_the_oracle__refused() public {
        RecordCalendar other = newCalendar(PERIODS);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPoolCertificate.PoolCertificate_CalendarMismatch.selector,
                address(other),
                address(calendar)
            )
        );
        new PoolCertificate("Name", "N", rules, other, oracle, 0, ADMIN_DELAY, admin);
    }

    function test_constructor__class_the_oracle_does_not_know__refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(IRemittanceOracle.RemittanceOracle_ClassUnknown.selector, 1, 1)
        );
        new PoolCertificate("Name", "N", rules, calendar, oracle, 1, ADMIN_DELAY, admin);
    }

    // mint

    function test_mint__known_holder__balance_supply_and_count_grow() public {
        vm.expectEmit(address(certificate));
        emit IERC20.Transfer(address(0), holderA, 7e6);
        issue(holderA, 7e6);
        issue(holderA, 5e6);
        assertEq(certificate.balanceOf(holderA), 12e6, "balance");
        assertEq(certificate.totalSupply(), 12e6, "supply");
        (uint64 balance, uint16 firstIn, uint16 changedIn, uint16 prev) =
            certificate.holdingOf(holderA);
        assertEq(balance, 12e6, "holding");
        assertEq(firstIn, 1, "first period");
        assertEq(changedIn, 1, "current stretch");
        assertEq(prev, 0, "no stretch before");
        assertEq(registry.identityCount(address(certificate)), 1, "one identity holds");
    }

    function test_mint__nothing__leaves_no_trace() public {
        issue(holderA, 0);
        (, uint16 firstIn,,) = certificate.holdingOf(holderA);
        assertEq(firstIn, 0, "never held");
        assertEq(registry.identityCount(address(certificate)), 0, "nobody holds");
    }

    function test_mint__in_the_first_record_second__allowed() public {
        vm.warp(calendar.recordTime(1));
        issue(holderA, 1e6);
        closePeriod(1);
        assertEq(certificate.balanceAt(holderA, 1), 1e6, "counts for period 1");
    }

    function test_mint__after_the_first_record_time__refused() public {
        closePeriod(1);
        refuseMint(
            holderA,
            1e6,
            abi.encodeWithSelector(
                IPoolCertificate.PoolCertificate_IssuanceOver.selector,
                calendar.recordTime(1),
                block.timestamp
            )
        );
    }

    function test_mint__after_closing__refused() public {
        issueAll();
        refuseMint(
            holderA,
            1,
            abi.encodeWithSelector(IPoolCertificate.PoolCertificate_IssuanceClosed.selector, FACE)
        );
    }

    function test_mint__supply_above_the_original_face__refused() public {
        issue(holderA, FACE);
        refuseMint(
            holderB,
            1,
            abi.encodeWithSelector(
                IPoolCertificate.PoolCertificate_SupplyAboveLimit.selector, FACE, FACE + 1
            )
        );
    }

    function test_mint__amount_that_would_overflow__refused() public {
        issue(holderA, 1);
        vm.expectRevert();
        vm.prank(issuer);
        certificate.mint(holderB, type(uint256).max);
    }

    function test_mint__unknown_wallet__refused_by_the_rules() public {
        refuseMint(
            stranger,
            1e6,
            abi.encodeWithSelector(ITransferRules.TransferRules_UnknownWallet.selector, stranger)
        );
    }

    function test_mint__above_max_holding__refused_by_the_rules() public {
        useRules(TransferLimits(0, 0, 5e6, 0, 0));
        issue(holderA, 3e6);
        refuseMint(
            holderA,
            3e6,
            abi.encodeWithSelector(
                ITransferRules.TransferRules_AboveMaxHolding.selector, holderA, 5e6, 6e6
            )
        );
    }

    function test_mint__frozen_wallet__refused() public {
        freezeWallet(holderA);
        refuseMint(
            holderA,
            1e6,
            abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotReceive.selector, holderA)
        );
    }

    function test_mint__paused__refused() public {
        pauseMarket();
        refuseMint(
            holderA,
            1e6,
            abi.encodeWithSelector(ICertificateControls.PoolCertificate_Paused.selector)
        );
    }

    // batchMint

    function test_batchMint__many__all_issued() public {
        (address[] memory tos, uint256[] memory amounts) = lists();
        vm.prank(issuer);
        certificate.batchMint(tos, amounts);
        assertEq(certificate.balanceOf(holderA), 4e6, "first");
        assertEq(certificate.balanceOf(holderB), 6e6, "second");
        assertEq(certificate.totalSupply(), 10e6, "supply");
    }

    function test_batchMint__one_refused__none_issued() public {
        (address[] memory tos, uint256[] memory amounts) = lists();
        tos[1] = stranger;
        vm.expectRevert(
            abi.encodeWithSelector(ITransferRules.TransferRules_UnknownWallet.selector, stranger)
        );
        vm.prank(issuer);
        certificate.batchMint(tos, amounts);
        assertEq(certificate.totalSupply(), 0, "none");
    }

    function test_batchMint__lists_of_different_length__refused() public {
        (address[] memory tos,) = lists();
        vm.expectRevert(
            abi.encodeWithSelector(
                ICertificateControls.PoolCertificate_LengthMismatch.selector, 2, 3
            )
        );
        vm.prank(issuer);
        certificate.batchMint(tos, new uint256[](3));
    }

    // closeIssuance

    function test_closeIssuance__original_face_issued__closes_for_good() public {
        issue(holderA, FACE);
        vm.expectEmit(address(certificate));
        emit IPoolCertificate.IssuanceClosed(FACE);
        vm.prank(issuer);
        certificate.closeIssuance();
        assertTrue(certificate.issuanceClosed(), "closed");
        assertEq(certificate.totalSupply(), FACE, "supply");
    }

    function test_closeIssuance__in_the_first_record_second__allowed() public {
        issue(holderA, FACE);
        vm.warp(calendar.recordTime(1));
        vm.prank(issuer);
        certificate.closeIssuance();
        assertTrue(certificate.issuanceClosed(), "closed");
    }

    function test_closeIssuance__after_the_first_record_time__refused() public {
        issue(holderA, FACE);
        closePeriod(1);
        refuseClosing(
            abi.encodeWithSelector(
                IPoolCertificate.PoolCertificate_IssuanceOver.selector,
                calendar.recordTime(1),
                block.timestamp
            )
        );
    }

    function test_closeIssuance__twice__refused() public {
        issueAll();
        refuseClosing(
            abi.encodeWithSelector(IPoolCertificate.PoolCertificate_IssuanceClosed.selector, FACE)
        );
    }

    function test_closeIssuance__a_unit_short__refused() public {
        issue(holderA, FACE - 1);
        refuseClosing(supplyNotFace(FACE - 1));
    }

    function test_closeIssuance__nothing_issued__refused() public {
        refuseClosing(supplyNotFace(0));
    }

    // Inner parts

    function refuseMint(address to, uint256 amount, bytes memory refusal) private {
        uint256 supply = certificate.totalSupply();
        uint256 balance = certificate.balanceOf(to);
        vm.expectRevert(refusal);
        issue(to, amount);
        assertEq(certificate.totalSupply(), supply, "supply did not move");
        assertEq(certificate.balanceOf(to), balance, "balance did not move");
    }

    function refuseClosing(bytes memory refusal) private {
        bool closed = certificate.issuanceClosed();
        vm.expectRevert(refusal);
        vm.prank(issuer);
        certificate.closeIssuance();
        assertEq(certificate.issuanceClosed(), closed, "as before");
    }

    function supplyNotFace(uint256 supply) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            IPoolCertificate.PoolCertificate_SupplyNotOriginalFace.selector, FACE, supply
        );
    }

    function lists() private view returns (address[] memory tos, uint256[] memory amounts) {
        (tos, amounts) = (new address[](2), new uint256[](2));
        (tos[0], tos[1]) = (holderA, holderB);
        (amounts[0], amounts[1]) = (4e6, 6e6);
    }
}
