// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPeriodBalances} from "./interfaces/IPeriodBalances.sol";
import {IRecordCalendar} from "./interfaces/IRecordCalendar.sol";
import {Holding} from "./libraries/Holding.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title ERC-20 balances that remember the closing balance of every period
/// @notice See {IPeriodBalances}. Takes the place of OpenZeppelin's balances and supply, which stay
/// unused, so that there is one truth.
abstract contract PeriodBalances is IPeriodBalances, ERC20Permit {
    /// @dev A run of periods that closed with the same balance, linked both ways by first periods.
    struct Stretch {
        uint64 balance; // [units]
        uint16 nextStart; // [period]
        uint16 prevStart; // [period] 0: none before
    }

    /// @inheritdoc IPeriodBalances
    IRecordCalendar public immutable calendar;

    mapping(address holder => Holding) internal _holdings; // [units, periods] one slot a holder
    mapping(address holder => mapping(uint16 start => Stretch)) private _stretches; // closed ones
    uint256 internal _supply; // [units] sum of all balances

    constructor(string memory name_, string memory symbol_, IRecordCalendar calendar_)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
    {
        calendar = calendar_;
    }

    /// @inheritdoc IPeriodBalances
    function holdingOf(address holder) external view returns (uint64, uint16, uint16, uint16) {
        Holding holding = _holdings[holder];
        return (holding.balance(), holding.firstIn(), holding.changedIn(), holding.prev());
    }

    /// @inheritdoc IPeriodBalances
    function packedHoldingOf(address holder) external view returns (Holding) {
        return _holdings[holder];
    }

    /// @inheritdoc IPeriodBalances
    function stretchOf(address holder, uint16 start)
        external
        view
        returns (uint64, uint16, uint16)
    {
        Stretch memory stretch = _stretches[holder][start];
        return (stretch.balance, stretch.nextStart, stretch.prevStart);
    }

    /// @inheritdoc IPeriodBalances
    function balanceAt(address holder, uint16 period) external view returns (uint64) {
        _requireClosed(period);
        return _closingBalance(holder, period);
    }

    /// @inheritdoc IPeriodBalances
    function balancesAt(address[] calldata holders, uint16 period)
        external
        view
        returns (uint64[] memory balances)
    {
        _requireClosed(period);
        balances = new uint64[](holders.length);
        for (uint256 i = 0; i < holders.length; ++i) {
            balances[i] = _closingBalance(holders[i], period);
        }
    }

    /// @inheritdoc ERC20
    function balanceOf(address holder) public view override returns (uint256) {
        return _holdings[holder].balance();
    }

    /// @inheritdoc ERC20
    function totalSupply() public view override returns (uint256) {
        return _supply;
    }

    /// @dev Stores a holding whose balance changes in `openPeriod`, and the stretch that ends with
    /// its first change in that period. `present` has the balance and periods stored now.
    function _storeChange(address holder, Holding present, Holding changed, uint16 openPeriod)
        internal
    {
        uint16 start = present.changedIn();
        if (start != openPeriod) {
            if (start != 0) {
                _stretches[holder][start] = Stretch({
                    balance: present.balance(), nextStart: openPeriod, prevStart: present.prev()
                });
            }
            changed = changed.changedFrom(openPeriod);
        }
        _holdings[holder] = changed;
    }

    /// @dev Walks back from the current stretch; before the first there is start 0, where nothing
    /// is stored. `period` must be closed, else the answer is not final.
    function _closingBalance(address holder, uint16 period) private view returns (uint64) {
        Holding holding = _holdings[holder];
        if (period >= holding.changedIn()) return holding.balance();
        uint16 start = holding.prev();
        while (start > period) start = _stretches[holder][start].prevStart;
        return _stretches[holder][start].balance;
    }

    /// @dev By the calendar, never by the period of the last transfer: that one lags behind.
    function _requireClosed(uint16 period) private view {
        uint64 recordTime = calendar.recordTime(period);
        if (block.timestamp <= recordTime) {
            revert PoolCertificate_PeriodNotClosed(period, recordTime, block.timestamp);
        }
    }
}
