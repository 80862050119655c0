// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMintableDollar, LedgerWorld} from "./LedgerWorld.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev OpenZeppelin's ERC-20 and nothing else: what a payment costs without blocklist and pause.
contract PlainDollar is ERC20 {
    constructor() ERC20("Plain Dollar", "PUSD") {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @title What funding and settling cost, as whole transactions
/// @notice 21,000 and calldata included, all storage cold. A ceiling is what was measured, rounded
/// up.
abstract contract DistributionLedgerGas is LedgerWorld {
    uint256 private constant BATCH = 200;

    event Measured(string what, uint256 gas);

    address[] private _batch;

    function _cash() internal virtual returns (IMintableDollar);
    function _name() internal pure virtual returns (string memory);

    /// @dev Gas of blocklist and pause reads that come on top of a plain token's.
    function _extra() internal pure virtual returns (uint256);

    function setUp() public {
        deploy(_cash(), 130);
        issue(holderA, SUPPLY / 2);
        for (uint256 i = 0; i < BATCH; ++i) {
            _batch.push(vm.addr(uint256(keccak256(abi.encode("batch", i)))));
            issue(_batch[i], SUPPLY / 2 / BATCH);
        }
        certificate.closeIssuance();
        classEnd[0] = FACE_CENTS;
        distribute(1, 500_000, 20_000);
        passPay(1);
    }

    function test_postAndFund__any_number_of_holders__below_ceiling() public {
        accept(2, 0, 500_000, 20_000);
        vm.prank(servicer);
        ledger.postAndFund(2);
        _check("post and fund", 1, 130_000);
    }

    function test_settle__first_ever__below_ceiling() public {
        ledger.settle(holderA, 100);
        _check("settle, first ever", 1, 100_000);
    }

    function test_settle__months_without_a_change__cost_the_same() public {
        uint256 one = _settleAfter(2, "settle, 1 month");
        uint256 twelve = _settleAfter(14, "settle, 12 months");
        uint256 many = _settleAfter(130, "settle, 116 months");
        assertLe(many * 10, one * 11, "time costs gas");
        assertLe(twelve * 10, one * 11, "time costs gas");
    }

    function test_settleMany__two_hundred__below_ceiling() public {
        ledger.settleMany(_batch, 100);
        _check("settleMany, a holder, first ever and first cash", BATCH, 61_000);
        distribute(2, 500_000, 20_000);
        passPay(2);
        ledger.settleMany(_batch, 100);
        _check("settleMany, a holder", BATCH, 27_000);
    }

    function test_settleMany__two_hundred_who_have_cash__below_ceiling() public {
        for (uint256 i = 0; i < BATCH; ++i) {
            cash.mint(_batch[i], 1);
        }
        ledger.settleMany(_batch, 100);
        _check("settleMany, a holder, first ever", BATCH, 55_000);
    }

    function _settleAfter(uint16 last, string memory what) private returns (uint256) {
        ledger.settle(holderA, 100);
        for (uint16 p = ledger.lastFunded() + 1; p <= last; ++p) {
            distribute(p, 500_000, 20_000);
            passPay(p);
        }
        ledger.settle(holderA, 100);
        return _check(what, 1, 66_000);
    }

    function _check(string memory what, uint256 parts, uint256 ceiling)
        private
        returns (uint256 gas)
    {
        gas = vm.lastCallGas().gasTotalUsed / parts;
        string memory name = string.concat(_name(), ": ", what);
        emit Measured(name, gas);
        assertGt(gas * parts, 21_000, "whole transactions are measured");
        assertLe(gas, ceiling + _extra(), name);
    }
}

/// forge-config: default.isolate = true
contract DistributionLedgerPlainGasTest is DistributionLedgerGas {
    function _cash() internal override returns (IMintableDollar) {
        return IMintableDollar(address(new PlainDollar()));
    }

    function _name() internal pure override returns (string memory) {
        return "plain";
    }

    function _extra() internal pure override returns (uint256) {
        return 0;
    }
}

/// forge-config: default.isolate = true
contract DistributionLedgerRegulatedGasTest is DistributionLedgerGas {
    function _cash() internal override returns (IMintableDollar) {
        return newTestDollar();
    }

    function _name() internal pure override returns (string memory) {
        return "regulated";
    }

    function _extra() internal pure override returns (uint256) {
        return 7000;
    }
}
