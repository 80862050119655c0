// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderRegistry} from "../HolderRegistry.sol";
import {TransferRules} from "../TransferRules.sol";
import {ICertificateControls} from "../interfaces/ICertificateControls.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943.sol";
import {TransferLimits} from "../interfaces/ITransferRules.sol";
import {CertificateFixture} from "./CertificateFixture.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @notice Freezes, rules, pause, and what the certificate says of itself.
contract PoolCertificateControlsTest is CertificateFixture {
    function setUp() public override {
        super.setUp();
        issueAll();
    }

    // supportsInterface

    function test_supportsInterface__standards__told() public view {
        assertEq(
            bytes32(type(IERC7943Fungible).interfaceId), bytes32(bytes4(0x3edbb4c4)), "ERC-7943"
        );
        assertTrue(certificate.supportsInterface(0x3edbb4c4), "ERC-7943");
        assertTrue(certificate.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        assertTrue(certificate.supportsInterface(type(IERC20).interfaceId), "ERC-20");
        assertTrue(certificate.supportsInterface(type(IERC20Metadata).interfaceId), "metadata");
        assertTrue(certificate.supportsInterface(type(IERC20Permit).interfaceId), "ERC-2612");
        assertTrue(certificate.supportsInterface(type(IAccessControl).interfaceId), "roles");
        assertFalse(certificate.supportsInterface(0xffffffff), "never");
        assertFalse(certificate.supportsInterface(0x29388973), "not the draft of ERC-7943");
    }

    function test_selectors__shared_with_erc3643__as_tools_call_them() public pure {
        same("identityRegistry()", ICertificateControls.identityRegistry.selector);
        same("compliance()", ICertificateControls.compliance.selector);
        same("setAddressFrozen(address,bool)", ICertificateControls.setAddressFrozen.selector);
        same(
            "batchSetAddressFrozen(address[],bool[])",
            ICertificateControls.batchSetAddressFrozen.selector
        );
        same(
            "freezePartialTokens(address,uint256)",
            ICertificateControls.freezePartialTokens.selector
        );
        same(
            "unfreezePartialTokens(address,uint256)",
            ICertificateControls.unfreezePartialTokens.selector
        );
        same("isFrozen(address)", ICertificateControls.isFrozen.selector);
        same("getFrozenTokens(address)", IERC7943Fungible.getFrozenTokens.selector);
        same("forcedTransfer(address,address,uint256)", IERC7943Fungible.forcedTransfer.selector);
        same(
            "batchForcedTransfer(address[],address[],uint256[])",
            ICertificateControls.batchForcedTransfer.selector
        );
        same(
            "recoveryAddress(address,address,address)",
            ICertificateControls.recoveryAddress.selector
        );
        same("pause()", ICertificateControls.pause.selector);
        same("unpause()", ICertificateControls.unpause.selector);
        same("paused()", ICertificateControls.paused.selector);
    }

    // setAddressFrozen

    function test_setAddressFrozen__and_back__told_and_emitted() public {
        vm.expectEmit(address(certificate));
        emit ICertificateControls.AddressFrozen(holderA, true, compliance);
        freezeWallet(holderA);
        assertTrue(certificate.isFrozen(holderA), "frozen");
        assertEq(certificate.balanceOf(holderA), FACE / 2, "balance untouched");
        vm.expectEmit(address(certificate));
        emit ICertificateControls.AddressFrozen(holderA, false, compliance);
        vm.prank(compliance);
        certificate.setAddressFrozen(holderA, false);
        assertFalse(certificate.isFrozen(holderA), "let go");
        send(holderA, holderB, 1e6);
    }

    function test_batchSetAddressFrozen__many__all() public {
        (address[] memory accounts, bool[] memory flags) = (new address[](2), new bool[](2));
        (accounts[0], accounts[1]) = (holderA, stranger);
        (flags[0], flags[1]) = (true, true);
        vm.prank(compliance);
        certificate.batchSetAddressFrozen(accounts, flags);
        assertTrue(certificate.isFrozen(holderA) && certificate.isFrozen(stranger), "both");
        vm.expectRevert(mismatch(2, 1));
        vm.prank(compliance);
        certificate.batchSetAddressFrozen(accounts, new bool[](1));
    }

    // setFrozenTokens, freezePartialTokens, unfreezePartialTokens

    function test_setFrozenTokens__more_than_held__allowed() public {
        vm.expectEmit(address(certificate));
        emit IERC7943Fungible.Frozen(holderA, FACE);
        vm.prank(compliance);
        assertTrue(certificate.setFrozenTokens(holderA, FACE), "returns true");
        assertEq(certificate.getFrozenTokens(holderA), FACE, "total");
        assertFalse(certificate.canTransfer(holderA, holderB, 1), "nothing is free");
        send(holderB, holderA, 1e6);
        assertFalse(certificate.canTransfer(holderA, holderB, 1), "nor what comes in");
    }

    function test_setFrozenTokens__beyond_64_bits__refused() public {
        uint256 limit = type(uint64).max;
        freezeTokens(holderA, limit);
        vm.expectRevert(tooMuch(limit + 1));
        freezeTokens(holderA, limit + 1);
        vm.expectRevert(tooMuch(limit + 1));
        vm.prank(compliance);
        certificate.freezePartialTokens(holderA, 1);
        assertEq(certificate.getFrozenTokens(holderA), limit, "as before");
    }

    function test_freezePartialTokens__and_back__adds_and_takes() public {
        vm.startPrank(compliance);
        certificate.freezePartialTokens(holderA, 5e6);
        vm.expectEmit(address(certificate));
        emit IERC7943Fungible.Frozen(holderA, 8e6);
        certificate.freezePartialTokens(holderA, 3e6);
        vm.expectEmit(address(certificate));
        emit IERC7943Fungible.Frozen(holderA, 6e6);
        certificate.unfreezePartialTokens(holderA, 2e6);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICertificateControls.PoolCertificate_UnfreezeAboveFrozen.selector, 6e6, 7e6
            )
        );
        certificate.unfreezePartialTokens(holderA, 7e6);
        vm.stopPrank();
        assertEq(certificate.getFrozenTokens(holderA), 6e6, "total");
    }

    function test_freezes__any__change_no_balance_and_no_history(uint64 amount, bool flag) public {
        closePeriod(1);
        send(holderA, holderB, 1e6);
        freezeTokens(holderA, amount);
        vm.prank(compliance);
        certificate.setAddressFrozen(holderA, flag);
        (uint64 balance, uint16 firstIn, uint16 changedIn, uint16 prev) =
            certificate.holdingOf(holderA);
        assertEq(balance, FACE / 2 - 1e6, "balance");
        assertEq(firstIn, 1, "first period");
        assertEq(changedIn, 2, "current stretch");
        assertEq(prev, 1, "stretch before");
    }

    // setTransferRules

    function test_setTransferRules__same_register__follows_them() public {
        TransferRules other = newRules(TransferLimits(0, 0, 1, 0, 0));
        vm.expectEmit(address(certificate));
        emit ICertificateControls.TransferRulesChanged(address(other));
        vm.prank(compliance);
        certificate.setTransferRules(other);
        assertEq(address(certificate.compliance()), address(other), "in force");
        assertFalse(certificate.canTransfer(holderA, holderB, 1e6), "at once");
    }

    function test_setTransferRules__another_register__refused() public {
        HolderRegistry otherRegister = new HolderRegistry(ADMIN_DELAY, admin);
        TransferRules other = new TransferRules(otherRegister, noLimits(), new uint16[](0));
        vm.expectRevert(
            abi.encodeWithSelector(
                ICertificateControls.PoolCertificate_RegistryMismatch.selector,
                address(registry),
                address(otherRegister)
            )
        );
        vm.prank(compliance);
        certificate.setTransferRules(other);
        assertEq(address(certificate.compliance()), address(rules), "as before");
    }

    // pause, unpause

    function test_pause__guardian__stops_until_compliance_or_admin_ends_it() public {
        vm.expectEmit(address(certificate));
        emit ICertificateControls.Paused(guardian);
        pauseMarket();
        assertTrue(certificate.paused(), "paused");
        vm.expectEmit(address(certificate));
        emit ICertificateControls.Unpaused(compliance);
        vm.prank(compliance);
        certificate.unpause();
        send(holderA, holderB, 1e6);
        pauseMarket();
        vm.prank(admin);
        certificate.unpause();
        send(holderA, holderB, 1e6);
    }

    function test_pause__paused_already__refused() public {
        pauseMarket();
        vm.expectRevert(
            abi.encodeWithSelector(ICertificateControls.PoolCertificate_Paused.selector)
        );
        pauseMarket();
    }

    function test_unpause__not_paused__refused() public {
        vm.expectRevert(
            abi.encodeWithSelector(ICertificateControls.PoolCertificate_NotPaused.selector)
        );
        vm.prank(compliance);
        certificate.unpause();
    }

    function test_pause__gate_fields__others_unmoved() public {
        closePeriod(1);
        send(holderA, holderB, 1e6);
        pauseMarket();
        vm.prank(compliance);
        certificate.unpause();
        assertTrue(certificate.issuanceClosed(), "issuance stays closed");
        assertEq(address(certificate.compliance()), address(rules), "rules stay");
        send(holderA, holderB, 1e6);
        (,, uint16 changedIn,) = certificate.holdingOf(holderA);
        assertEq(changedIn, 2, "period stays");
    }

    // Inner parts

    function same(string memory signature, bytes4 selector) private pure {
        assertEq(bytes32(selector), bytes32(bytes4(keccak256(bytes(signature)))), signature);
    }

    function mismatch(uint256 expected, uint256 received) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICertificateControls.PoolCertificate_LengthMismatch.selector, expected, received
        );
    }

    function tooMuch(uint256 received) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICertificateControls.PoolCertificate_FreezeAboveLimit.selector,
            type(uint64).max,
            received
        );
    }
}
