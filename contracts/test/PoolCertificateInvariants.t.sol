// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CertificateFixture} from "./CertificateFixture.sol";
import {PoolCertificateHandler} from "./PoolCertificateHandler.sol";

/// @notice The invariants of `docs/reference/invariants.md` that speak of certificates, after any
/// sequence of transfers and months.
contract PoolCertificateInvariantsTest is CertificateFixture {
    PoolCertificateHandler private handler;
    address[] private holders;

    function setUp() public override {
        super.setUp();
        issueAll();
        address secondOfC = actor("second_wallet_of_holder_c");
        register(secondOfC, 3);
        holders = [holderA, holderB, holderC, newcomer, secondOfC];
        handler =
            new PoolCertificateHandler(certificate, registry, holders, transferAgent, compliance);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = PoolCertificateHandler.transfer.selector;
        selectors[1] = PoolCertificateHandler.transferFrom.selector;
        selectors[2] = PoolCertificateHandler.forceTransfer.selector;
        selectors[3] = PoolCertificateHandler.letTimePass.selector;
        selectors[4] = PoolCertificateHandler.transfer.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), selectors);
    }

    /// @dev After every run: a history in which nothing happened proves nothing.
    function afterInvariant() public view {
        uint256 moves =
            handler.done("transfer") + handler.done("transferFrom") + handler.done("forceTransfer");
        assertGt(moves, 0, "certificates moved");
        assertGt(handler.closed(), 0, "periods closed");
    }

    function invariant_inv_1__sum_of_balances__is_the_supply() public view {
        uint256 total;
        for (uint256 i = 0; i < holders.length; ++i) {
            uint256 balance = certificate.balanceOf(holders[i]);
            assertEq(balance, handler.held(holders[i]), "a holder's balance");
            total += balance;
        }
        assertEq(total, FACE, "sum of balances");
        assertEq(certificate.totalSupply(), FACE, "supply");
    }

    function invariant_inv_2_inv_5__closing_balances__sum_to_the_supply_and_stay() public view {
        for (uint16 p = 1; p <= handler.closed(); ++p) {
            uint256 total;
            uint64[] memory balances = certificate.balancesAt(holders, p);
            for (uint256 i = 0; i < holders.length; ++i) {
                assertEq(balances[i], handler.closing(p, holders[i]), "as it closed");
                total += balances[i];
            }
            assertEq(total, FACE, "sum of closing balances");
        }
    }

    function invariant_inv_11_inv_12__stretches__are_one_list_up_to_now() public view {
        uint16 open = calendar.periodAt(uint64(block.timestamp));
        for (uint256 i = 0; i < holders.length; ++i) {
            (, uint16 firstIn, uint16 changedIn, uint16 prev) = certificate.holdingOf(holders[i]);
            assertLe(changedIn, open, "not in the future");
            assertLe(firstIn, changedIn, "first before current");
            assertTrue(prev < changedIn || changedIn == 0, "previous before current");
            requireList(holders[i]);
        }
    }

    function invariant_inv_13__identities_counted__are_those_that_hold() public view {
        bool[5] memory holds; // by identity 1 to 4
        for (uint256 i = 0; i < holders.length; ++i) {
            uint256 identity = i == 4 ? 3 : i + 1;
            if (certificate.balanceOf(holders[i]) != 0) holds[identity] = true;
        }
        uint256 count;
        for (uint256 i = 1; i < 5; ++i) {
            if (holds[i]) ++count;
        }
        assertEq(registry.identityCount(address(certificate)), count, "identities");
    }

    /// @dev Walks forward as a ledger does, and fills every period from 1 to the last closed one.
    function requireList(address holder) private view {
        (uint64 balance, uint16 start, uint16 changedIn,) = certificate.holdingOf(holder);
        uint16 before;
        uint16 p = 1;
        while (p < start && p <= handler.closed()) requireClosing(holder, p++, 0);
        while (start != changedIn) {
            (uint64 closing, uint16 next, uint16 prev) = certificate.stretchOf(holder, start);
            assertEq(prev, before, "linked back");
            assertGt(next, start, "forward");
            while (p < next) requireClosing(holder, p++, closing);
            (before, start) = (start, next);
        }
        while (p <= handler.closed()) requireClosing(holder, p++, balance);
    }

    function requireClosing(address holder, uint16 period, uint256 expected) private view {
        assertEq(handler.closing(period, holder), expected, "stretch over the period");
    }
}
