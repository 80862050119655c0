// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CertificateFixture} from "./CertificateFixture.sol";

/// @notice Gas of whole transactions: 21,000 and calldata included, all storage cold, the
/// register's gate on, thirty years of periods. A ceiling is what was measured, rounded up.
/// forge-config: default.isolate = true
contract PoolCertificateGasTest is CertificateFixture {
    uint256 private constant AMOUNT = 1000e6;
    /// @dev A word of the calendar more or less, depending on where the month lies.
    uint256 private constant A_WORD = 2600;

    function setUp() public override {
        super.setUp();
        calendar = newCalendar(360);
        oracle = newOracle(calendar);
        certificate = newCertificate(calendar, oracle);
        issueAll();
    }

    function test_transfer__existing_holders__within_ceiling() public {
        requireGas("transfer, existing holders", gasOf(holderA, holderB), 50_500);
        requireGas("transfer, the same again", gasOf(holderA, holderB), 50_500);
    }

    function test_transferFrom__existing_holders__within_ceiling() public {
        vm.prank(holderA);
        certificate.approve(holderC, type(uint256).max);
        vm.prank(holderC);
        certificate.transferFrom(holderA, holderB, AMOUNT);
        requireGas("transferFrom", vm.lastCallGas().gasTotalUsed, 54_000);
    }

    function test_transfer__to_oneself__within_ceiling() public {
        requireGas("transfer to oneself", gasOf(holderA, holderA), 40_000);
    }

    function test_transfer__to_a_new_identity__within_ceiling() public {
        requireGas("transfer to a new identity", gasOf(holderA, newcomer), 120_000);
    }

    function test_transfer__first_in_period_for_both__within_ceiling() public {
        closePeriod(1);
        send(holderC, newcomer, AMOUNT);
        requireGas("first in a period for both sides", gasOf(holderA, holderB), 96_500);
        requireGas("later in that period", gasOf(holderA, holderB), 50_500);
        closePeriod(2);
        send(holderA, holderB, AMOUNT);
        requireGas("first in a period for the receiver", gasOf(holderA, holderC), 73_500);
    }

    function test_transfer__first_of_all_in_period__within_ceiling() public {
        closePeriod(1);
        requireGas("first of all in a period", gasOf(holderA, holderB), 107_500);
    }

    function test_transfer__after_120_idle_periods__costs_as_after_one() public {
        closePeriod(1);
        uint256 afterOne = gasOf(holderA, holderB);
        closePeriod(121);
        uint256 afterMany = gasOf(holderA, holderB);
        requireGas("after 120 idle periods", afterMany, afterOne + A_WORD);
    }

    event Measured(string what, uint256 gas);

    function gasOf(address from, address to) private returns (uint256) {
        send(from, to, AMOUNT);
        return vm.lastCallGas().gasTotalUsed;
    }

    function requireGas(string memory what, uint256 used, uint256 ceiling) private {
        emit Measured(what, used);
        assertGt(used, 21_000, "whole transactions are measured");
        assertLe(used, ceiling, what);
    }
}
