// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClassRow, Content, Envelope} from "../libraries/Report.sol";
import {OracleDeal} from "./OracleDeal.sol";

/// @notice Random honest months are accepted; false ones are refused, by the signatures whatever
/// was changed, and by the identities even if every node signed the lie.
contract RemittanceOracleFuzzTest is OracleDeal {
    // Places of the fields in a content, which is one word a field in memory.
    uint256 private constant REVISION = 3;
    uint256 private constant TAPE_ROOT = 6;
    uint256 private constant DOCUMENT_HASH = 8;
    uint256 private constant LOAN_COUNT_END = 10;
    uint256 private constant EXPENSES = 20;
    uint256 private constant ADVANCES_MADE = 25;
    uint256 private constant ADVANCES_RECOVERED = 26;
    uint256 private constant SHORTFALL_END = 33;
    uint256 private constant CONTENT_FIELDS = 35;
    uint256 private constant ROW_FIELDS = 8;

    function test_accept__random_honest_months__accepted(uint256 seed) public {
        for (uint16 period = 1; period <= 4; ++period) {
            warpToReportDay(period);
            Content memory content = random(period, uint256(keccak256(abi.encode(seed, period))));
            assertTrue(post(content, 3), "honest");
        }
    }

    function test_accept__any_byte_changed_after_signing__refused(
        uint256 seed,
        uint256 place,
        uint8 change
    ) public {
        warpToReportDay(1);
        Content memory content = random(1, seed);
        Envelope memory envelope = envelopeOf(content);
        bytes memory signatures = signaturesOf(envelope, 3);
        bytes memory call = abi.encodeCall(oracle.accept, (content, envelope, signatures));
        if (change == 0) change = 1;
        // Not the padding behind the last signature, which is no part of it.
        place = bound(place, 4, call.length - 30);
        call[place] ^= bytes1(change);
        (bool success,) = address(oracle).call(call);
        assertFalse(success, "one byte changed");
        assertEq(oracle.lastAccepted(), 0, "nothing moved");
    }

    function test_accept__one_figure_off_by_one__refused_though_all_signed(
        uint256 seed,
        uint256 field,
        bool up
    ) public {
        warpToReportDay(1);
        Content memory content = random(1, seed);
        field = bound(field, 0, CONTENT_FIELDS - 1);
        if (_isFree(field)) return;
        _move(content, field, up);
        _requireRefused(content);
    }

    function test_accept__one_class_figure_off_by_one__refused_though_all_signed(
        uint256 seed,
        uint256 tranche,
        uint256 field,
        bool up
    ) public {
        warpToReportDay(1);
        Content memory content = random(1, seed);
        tranche = bound(tranche, 0, content.classRows.length - 1);
        // A notional class is bound by its begin, its interest and its missing principal alone.
        field = bound(field, 0, tranche == NOTIONAL_CLASS ? 2 : ROW_FIELDS - 2);
        _move(content.classRows[tranche], field, up);
        _requireRefused(content);
    }

    function test_accept__scaled_report__refused_though_all_signed(uint256 seed, uint64 scale)
        public
    {
        warpToReportDay(1);
        Content memory content = random(1, seed);
        scale = uint64(bound(scale, 2, 100));
        for (uint256 field = 11; field < CONTENT_FIELDS; ++field) {
            _scale(content, field, scale);
        }
        for (uint256 i = 0; i < content.classRows.length; ++i) {
            for (uint256 field = 0; field < ROW_FIELDS - 1; ++field) {
                _scale(content.classRows[i], field, scale);
            }
        }
        _requireRefused(content);
    }

    function test_accept__swapped_class_rows__refused_though_all_signed(uint256 seed, uint256 pair)
        public
    {
        warpToReportDay(1);
        Content memory content = random(1, seed);
        uint256 one = bound(pair, 0, 2);
        (content.classRows[one], content.classRows[one + 1]) =
        (content.classRows[one + 1], content.classRows[one]);
        _requireRefused(content);
    }

    function test_accept__report_replayed_in_the_next_month__refused(uint256 seed) public {
        warpToReportDay(1);
        Content memory content = random(1, seed);
        post(content, 3);
        warpToReportDay(2);
        _requireRefused(content);
        content.period = monthOf(2);
        content.periodIndex = 2;
        content.asOf = asOf(2);
        content.previousReportHash = oracle.lastReportHash();
        if (content.balanceEnd != content.balanceBegin) _requireRefused(content);
    }

    /// @dev What no figure on-chain depends on, or only as a bound; the nodes' recomputation and
    /// their signatures alone protect it.
    function _isFree(uint256 field) private pure returns (bool) {
        return field == REVISION || (field >= TAPE_ROOT && field <= DOCUMENT_HASH)
            || field == LOAN_COUNT_END || field == EXPENSES || field == ADVANCES_MADE
            || field == ADVANCES_RECOVERED || field == SHORTFALL_END;
    }

    function _requireRefused(Content memory content) private {
        Envelope memory envelope = envelopeOf(content);
        bytes memory signatures = signaturesOf(envelope, 4);
        bytes32 before = stateOf(content.periodIndex);
        (bool success,) =
            address(oracle).call(abi.encodeCall(oracle.accept, (content, envelope, signatures)));
        assertFalse(success, "a false report");
        assertEq(stateOf(content.periodIndex), before, "nothing moved");
    }

    /// @dev One up or down; up where down would leave the type.
    function _move(Content memory content, uint256 field, bool up) private pure {
        assembly ("memory-safe") {
            let word := add(content, mul(field, 0x20))
            let value := mload(word)
            if or(iszero(value), up) { value := add(value, 2) }
            mstore(word, sub(value, 1))
        }
    }

    function _move(ClassRow memory row, uint256 field, bool up) private pure {
        assembly ("memory-safe") {
            let word := add(row, mul(field, 0x20))
            let value := mload(word)
            if or(iszero(value), up) { value := add(value, 2) }
            mstore(word, sub(value, 1))
        }
    }

    function _scale(Content memory content, uint256 field, uint256 scale) private pure {
        assembly ("memory-safe") {
            let word := add(content, mul(field, 0x20))
            mstore(word, mul(mload(word), scale))
        }
    }

    function _scale(ClassRow memory row, uint256 field, uint256 scale) private pure {
        assembly ("memory-safe") {
            let word := add(row, mul(field, 0x20))
            mstore(word, mul(mload(word), scale))
        }
    }
}
