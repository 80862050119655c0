// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DistributionLedger} from "../DistributionLedger.sol";
import {PoolCertificate} from "../PoolCertificate.sol";
import {RecordCalendar} from "../RecordCalendar.sol";
import {RemittanceOracle} from "../RemittanceOracle.sol";
import {IDistributionFunding} from "../interfaces/IDistributionFunding.sol";
import {IHeldCash} from "../interfaces/IHeldCash.sol";
import {IMintableDollar, LedgerWorld} from "./LedgerWorld.sol";
import {OddDollar} from "./OddDollar.sol";

/// @title What a ledger is built on, and what it refuses
contract DistributionDeploymentTest is LedgerWorld {
    function setUp() public {
        deploy(newTestDollar(), 12);
        issueToThree();
    }

    // Deployment

    function test_constructor__another_oracle__reverts() public {
        RemittanceOracle real = oracle;
        oracle = RemittanceOracle(address(0xBAD));
        vm.expectRevert(
            abi.encodeWithSelector(
                IDistributionFunding.DistributionLedger_OracleMismatch.selector, real, oracle
            )
        );
        _deployLedger(cash);
    }

    function test_constructor__cash_without_code__reverts() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IDistributionFunding.DistributionLedger_CashWithoutCode.selector, attacker
            )
        );
        _deployLedger(IMintableDollar(attacker));
    }

    function test_constructor__cents_that_do_not_exist__reverts() public {
        IMintableDollar coarse = IMintableDollar(address(new OddDollar(1)));
        bytes4 kind = IDistributionFunding.DistributionLedger_DecimalsOutOfRange.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 2, 18, 1));
        _deployLedger(coarse);
        coarse = IMintableDollar(address(new OddDollar(19)));
        vm.expectRevert(abi.encodeWithSelector(kind, 2, 18, 19));
        _deployLedger(coarse);
    }

    function test_constructor__any_decimals__sets_units_per_cent() public {
        assertEq(ledger.unitsPerCent(), 10_000, "6 decimals");
        ledger = _deployLedger(IMintableDollar(address(new OddDollar(2))));
        assertEq(ledger.unitsPerCent(), 1, "2 decimals");
        ledger = _deployLedger(IMintableDollar(address(new OddDollar(18))));
        assertEq(ledger.unitsPerCent(), 1e16, "18 decimals");
    }

    function test_constructor__calendar_beyond_its_field__reverts() public {
        calendar = _calendarAt(uint64(1) << 34);
        oracle = new RemittanceOracle(_config());
        certificate = new PoolCertificate(
            "Class A", "A", rules, calendar, oracle, 0, ADMIN_DELAY, address(this)
        );
        bytes4 kind = IDistributionFunding.DistributionLedger_CalendarOutOfRange.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 1, uint256(1) << 34));
        _deployLedger(cash);
    }

    function _calendarAt(uint64 payTime) private returns (RecordCalendar) {
        uint64[] memory recordTimes = new uint64[](1);
        uint64[] memory payTimes = new uint64[](1);
        (recordTimes[0], payTimes[0]) = (payTime - 1, payTime);
        return new RecordCalendar(FIRST_MONTH, recordTimes, payTimes);
    }

    function test_post__supply_other_than_the_original_face__reverts() public {
        accept(1, 0, 500_000, 20_000);
        vm.record();
        certificate.totalSupply();
        (bytes32[] memory reads,) = vm.accesses(address(certificate));
        vm.store(address(certificate), reads[0], bytes32(SUPPLY - 1));
        bytes4 kind = IDistributionFunding.DistributionLedger_SupplyMismatch.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, SUPPLY, SUPPLY - 1));
        ledger.post(1);
    }

    function test_constructor__delays_out_of_order__reverts() public {
        bytes4 kind = IHeldCash.DistributionLedger_DelaysOutOfOrder.selector;
        vm.expectRevert(abi.encodeWithSelector(kind, 7 days, 7 days));
        new DistributionLedger(certificate, oracle, cash, 7 days, 7 days, 0, address(this));
        vm.expectRevert(abi.encodeWithSelector(kind, 0, 7 days));
        new DistributionLedger(certificate, oracle, cash, 0, 7 days, 0, address(this));
    }

    function test_constructor__fixes_its_parts() public view {
        assertEq(address(ledger.certificate()), address(certificate), "certificate");
        assertEq(address(ledger.remittanceOracle()), address(oracle), "oracle");
        assertEq(address(ledger.holderRegistry()), address(registry), "registry");
        assertEq(address(ledger.cash()), address(cash), "cash");
        assertEq(ledger.REDIRECTION_DELAY(), REDIRECTION_DELAY, "redirection delay");
        assertEq(ledger.ESCHEAT_DELAY(), ESCHEAT_DELAY, "escheat delay");
    }
}
