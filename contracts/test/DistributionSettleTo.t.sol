// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDistributionLedger} from "../interfaces/IDistributionLedger.sol";
import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {ContractWallet} from "../testing/ContractWallet.sol";
import {LedgerWorld} from "./LedgerWorld.sol";

/// @title Settling to another address, by the holder's signature
contract DistributionSettleToTest is LedgerWorld {
    uint256 private constant ALL = type(uint256).max;
    string private constant SIGNER = "certificate holder a";

    address private to = actor("exchange account");
    uint256 private deadline;

    function setUp() public {
        deploy(newTestDollar(), 12);
        issueToThree();
        distribute(1, 500_000, 20_000);
        passPay(1);
        deadline = block.timestamp;
    }

    function _digest(address holder, address to_, uint256 nonce, uint256 deadline_)
        private
        view
        returns (bytes32)
    {
        bytes32 typehash =
            keccak256("SettleTo(address holder,address to,uint256 nonce,uint256 deadline)");
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("DistributionLedger"),
                keccak256("1"),
                block.chainid,
                address(ledger)
            )
        );
        bytes32 message = keccak256(abi.encode(typehash, holder, to_, nonce, deadline_));
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    function _signed(string memory signer, address holder) private view returns (bytes memory) {
        uint256 nonce = ledger.nonces(vm.addr(keyOf(signer)));
        return signAs(signer, _digest(holder, to, nonce, deadline));
    }

    function test_settleTo__signed_by_the_holder__pays_there_and_uses_the_nonce() public {
        uint256 owed = ledger.claimable(holderA).payableNow;
        bytes memory signature = _signed(SIGNER, holderA);
        vm.prank(attacker);
        assertEq(ledger.settleTo(holderA, to, ALL, deadline, signature), owed, "returned");
        assertEq(cash.balanceOf(to), owed, "received");
        assertEq(ledger.nonces(holderA), 1, "nonce");
    }

    function test_settleTo__signed_by_the_holder__emits_the_payee() public {
        IDistributionLedger.Claim memory claim = ledger.claimable(holderA);
        bytes memory signature = _signed(SIGNER, holderA);
        vm.expectEmit(address(ledger));
        emit IDistributionLedger.HolderSettled(
            holderA, to, 1, claim.interestUnits, claim.principalUnits, claim.payableNow
        );
        ledger.settleTo(holderA, to, ALL, deadline, signature);
    }

    function test_settleTo__contract_wallet__signs_by_erc_1271() public {
        ContractWallet wallet = new ContractWallet(holderA);
        register(address(wallet));
        move(holderB, address(wallet), 1000e6);
        distribute(2, 500_000, 20_000);
        passPay(2);
        deadline = block.timestamp;
        uint256 owed = ledger.claimable(address(wallet)).payableNow;
        bytes memory signature = signAs(SIGNER, _digest(address(wallet), to, 0, deadline));
        ledger.settleTo(address(wallet), to, ALL, deadline, signature);
        assertEq(cash.balanceOf(to), owed, "received");
    }

    function test_settleTo__replaced_wallet__needs_the_successors_signature() public {
        address newWallet = actor("new wallet of holder a");
        registerAs(newWallet, registry.holderOf(holderA).identity);
        registry.setSuccessor(holderA, newWallet);
        bytes memory stolen = _signed(SIGNER, holderA);
        bytes4 kind = IDistributionLedger.DistributionLedger_SignatureInvalid.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, newWallet, 0));
        ledger.settleTo(holderA, to, ALL, deadline, stolen);
        ledger.settleTo(holderA, to, ALL, deadline, _signed("new wallet of holder a", holderA));
        assertGt(cash.balanceOf(to), 0, "received");
    }

    function test_settleTo__used_again__reverts() public {
        bytes memory signature = _signed(SIGNER, holderA);
        ledger.settleTo(holderA, to, ALL, deadline, signature);
        bytes4 kind = IDistributionLedger.DistributionLedger_SignatureInvalid.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA, 1));
        ledger.settleTo(holderA, to, ALL, deadline, signature);
    }

    function test_settleTo__other_payee_or_signer__reverts() public {
        bytes memory signature = _signed(SIGNER, holderA);
        bytes4 kind = IDistributionLedger.DistributionLedger_SignatureInvalid.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA, 0));
        ledger.settleTo(holderA, attacker, ALL, deadline, signature);
        vm.expectRevert(abi.encodeWithSelector(kind, holderB, 0));
        ledger.settleTo(holderB, to, ALL, deadline, signature);
        vm.expectRevert(abi.encodeWithSelector(kind, holderA, 0));
        ledger.settleTo(holderA, to, ALL, deadline + 1, signature);
    }

    function test_settleTo__of_another_ledger_or_chain__reverts() public {
        bytes memory signature = _signed(SIGNER, holderA);
        vm.chainId(block.chainid + 1);
        bytes4 kind = IDistributionLedger.DistributionLedger_SignatureInvalid.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA, 0));
        ledger.settleTo(holderA, to, ALL, deadline, signature);
        IDistributionLedger other = _deployLedger(cash);
        vm.expectRevert(abi.encodeWithSelector(kind, holderA, 0));
        other.settleTo(holderA, to, ALL, deadline, signature);
    }

    function test_settleTo__after_the_deadline__reverts() public {
        bytes memory signature = _signed(SIGNER, holderA);
        vm.warp(deadline + 1);
        bytes4 kind = IDistributionLedger.DistributionLedger_SignatureExpired.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, deadline, deadline + 1));
        ledger.settleTo(holderA, to, ALL, deadline, signature);
    }

    function test_settleTo__nothing_due__keeps_the_signature() public {
        bytes memory signature = _signed(SIGNER, holderA);
        ledger.settle(holderA, ALL);
        bytes4 kind = IDistributionLedger.DistributionLedger_NothingToSettle.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, holderA));
        ledger.settleTo(holderA, to, ALL, deadline, signature);
        assertEq(ledger.nonces(holderA), 0, "not used up");
    }

    function test_settleTo__relayer_with_too_few_steps__cannot_burn_the_signature() public {
        bytes memory signature = _signed(SIGNER, holderA);
        vm.prank(attacker);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDistributionLedger.DistributionLedger_NothingToSettle.selector, holderA
            )
        );
        ledger.settleTo(holderA, to, 0, deadline, signature);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDistributionLedger.DistributionLedger_StepsTooFew.selector, holderA, 1
            )
        );
        ledger.settleTo(holderA, to, 1, deadline, signature);
        ledger.settleTo(holderA, to, 2, deadline, signature);
        assertGt(cash.balanceOf(to), 0, "one step more than needed suffices");
    }

    function test_settleTo__payee_forbidden_or_blocked__reverts() public {
        blockHolder(holderB, true);
        address[4] memory refused = [address(0), address(ledger), address(cash), holderB];
        for (uint256 i = 0; i < refused.length; ++i) {
            to = refused[i];
            bytes memory signature = _signed(SIGNER, holderA);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IHeldCash.DistributionLedger_PayeeRefused.selector, refused[i]
                )
            );
            ledger.settleTo(holderA, to, ALL, deadline, signature);
        }
    }

    function test_settleTo__blocked_holder__is_held_all_the_same() public {
        uint256 owed = ledger.claimable(holderA).payableNow;
        blockHolder(holderA, true);
        bytes memory signature = _signed(SIGNER, holderA);
        assertEq(ledger.settleTo(holderA, to, ALL, deadline, signature), 0, "nothing leaves");
        (uint256 held,) = ledger.heldOf(holderA);
        assertEq(held, owed, "held");
        assertEq(cash.balanceOf(to), 0, "not there");
    }
}
