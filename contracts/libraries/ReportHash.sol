// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClassRow, Content, Envelope} from "./Report.sol";

/// @title EIP-712 struct hashes of a report
library ReportHash {
    bytes32 internal constant CONTENT_TYPEHASH = keccak256(
        "Content(bytes32 pool,uint32 period,uint16 periodIndex,uint16 revision,bytes32 previousReportHash,uint64 asOf,bytes32 tapeRoot,bytes32 activityHash,bytes32 documentHash,uint32 loanCountBegin,uint32 loanCountEnd,uint64 balanceBegin,uint64 capitalised,uint64 scheduled,uint64 curtailed,uint64 paidOff,uint64 liquidated,uint64 forgiven,uint64 loss,uint64 recoveries,uint64 expenses,uint64 balanceEnd,uint64 grossInterest,uint64 servicingFee,uint64 guarantyFee,uint64 advancesMade,uint64 advancesRecovered,uint64 interestToInvestors,uint64 principalToInvestors,int64 reserveChange,uint64 overcollateralisationBegin,uint64 overcollateralisationEnd,uint64 shortfallBegin,uint64 shortfallEnd,int64 leftover,ClassRow[] classRows)ClassRow(uint64 begin,uint64 interest,uint64 principal,uint64 accrued,uint64 loss,uint64 writeUp,uint64 end,bool notional)"
    );
    bytes32 internal constant CLASS_ROW_TYPEHASH = keccak256(
        "ClassRow(uint64 begin,uint64 interest,uint64 principal,uint64 accrued,uint64 loss,uint64 writeUp,uint64 end,bool notional)"
    );
    bytes32 internal constant ENVELOPE_TYPEHASH =
        keccak256("Envelope(bytes32 contentHash,bytes32 nodeSetDigest,uint64 validUntil)");
    bytes32 internal constant NODE_KEY_TYPEHASH = keccak256("NodeKey(address node)");

    /// @dev Fields of a content before its class rows, one word each.
    uint256 private constant FIXED_FIELDS = 35;

    /// @dev The content hash.
    function hash(Content memory content) internal pure returns (bytes32 structHash) {
        bytes32 typeHash = CONTENT_TYPEHASH;
        bytes32 rowsHash = hash(content.classRows);
        uint256 fieldsSize = FIXED_FIELDS * 32;
        // A struct in memory is one word a field, in order, and decoding has refused words that are
        // out of their type's range: EIP-712's encodeData of the fixed fields as it stands. Only
        // memory beyond the free pointer is written, and it is not kept.
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, typeHash)
            mcopy(add(start, 0x20), content, fieldsSize)
            mstore(add(add(start, 0x20), fieldsSize), rowsHash)
            structHash := keccak256(start, add(fieldsSize, 0x40))
        }
    }

    /// @dev Hash of the array: of its rows' struct hashes, one after the other.
    function hash(ClassRow[] memory rows) internal pure returns (bytes32) {
        bytes32[] memory rowHashes = new bytes32[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            rowHashes[i] = keccak256(abi.encode(CLASS_ROW_TYPEHASH, rows[i]));
        }
        return keccak256(abi.encodePacked(rowHashes));
    }

    function hash(Envelope memory envelope) internal pure returns (bytes32) {
        return keccak256(abi.encode(ENVELOPE_TYPEHASH, envelope));
    }

    function hashNodeKey(address node) internal pure returns (bytes32) {
        return keccak256(abi.encode(NODE_KEY_TYPEHASH, node));
    }
}
