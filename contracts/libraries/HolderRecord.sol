// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What an agent or a trusted issuer says about the person behind a wallet.
struct HolderFacts {
    /// Number of the person or entity; several wallets may share it. Never 0.
    uint64 identity;
    /// Last second in which the registration is valid, Unix time. The maximum means for ever.
    uint40 validUntil;
    /// ISO 3166-1 numeric country of the holder, at most 999; 0 is not stated.
    uint16 country;
    /// How qualified the investor is; a higher class may do all that a lower one may. 0 is none.
    uint8 investorClass;
}

/// @notice Everything the registry knows about a wallet, spelled out.
struct Holder {
    /// Number of the person or entity; 0 is an unknown wallet.
    uint64 identity;
    /// Last second in which the registration is valid, Unix time.
    uint40 validUntil;
    /// ISO 3166-1 numeric country; 0 is not stated.
    uint16 country;
    /// How qualified the investor is; 0 is none.
    uint8 investorClass;
    /// Compliance stopped this wallet: it neither trades nor is paid.
    bool blocked;
    /// Cash goes to another wallet than this one.
    bool hasPayout;
    /// The key was lost; another wallet of the same identity stands in its place.
    bool hasSuccessor;
}

/// @notice A `Holder` in one word, so that a transfer reads one slot a side and decodes nothing.
///
/// Bits from the lowest: identity 64, validUntil 40, country 16, investorClass 8, blocked 1,
/// hasPayout 1, hasSuccessor 1, unused 29, nonce of the facts 32, unused 64.
type HolderRecord is uint256;

using HolderRecords for HolderRecord global;

/// @notice Reads and rewrites the packed record. Pure; no field ever spills into another.
library HolderRecords {
    uint256 private constant VALID_UNTIL_AT = 64;
    uint256 private constant COUNTRY_AT = 104;
    uint256 private constant CLASS_AT = 120;
    uint256 private constant FACTS_MASK = (1 << 128) - 1;
    uint256 private constant BLOCKED = 1 << 128;
    uint256 private constant HAS_PAYOUT = 1 << 129;
    uint256 private constant HAS_SUCCESSOR = 1 << 130;
    uint256 private constant NONCE_AT = 160;

    // Casts below cut a field out of the word on purpose.
    // forge-lint: disable-start(unsafe-typecast)

    function identity(HolderRecord record) internal pure returns (uint64) {
        return uint64(HolderRecord.unwrap(record));
    }

    function validUntil(HolderRecord record) internal pure returns (uint40) {
        return uint40(HolderRecord.unwrap(record) >> VALID_UNTIL_AT);
    }

    function country(HolderRecord record) internal pure returns (uint16) {
        return uint16(HolderRecord.unwrap(record) >> COUNTRY_AT);
    }

    function investorClass(HolderRecord record) internal pure returns (uint8) {
        return uint8(HolderRecord.unwrap(record) >> CLASS_AT);
    }

    function blocked(HolderRecord record) internal pure returns (bool) {
        return HolderRecord.unwrap(record) & BLOCKED != 0;
    }

    function hasPayout(HolderRecord record) internal pure returns (bool) {
        return HolderRecord.unwrap(record) & HAS_PAYOUT != 0;
    }

    function hasSuccessor(HolderRecord record) internal pure returns (bool) {
        return HolderRecord.unwrap(record) & HAS_SUCCESSOR != 0;
    }

    /// @notice Number of times the facts were set; an attestation names the current one.
    function nonce(HolderRecord record) internal pure returns (uint32) {
        return uint32(HolderRecord.unwrap(record) >> NONCE_AT);
    }

    /// @notice Whether the wallet may take part at `time`: known, valid, not blocked, not replaced.
    function inGoodStanding(HolderRecord record, uint256 time) internal pure returns (bool) {
        uint256 word = HolderRecord.unwrap(record);
        return uint64(word) != 0 && time <= uint40(word >> VALID_UNTIL_AT)
            && word & (BLOCKED | HAS_SUCCESSOR) == 0;
    }

    // forge-lint: disable-end(unsafe-typecast)

    /// @notice The record with other facts; flags and nonce stay.
    function withFacts(HolderRecord record, HolderFacts memory facts)
        internal
        pure
        returns (HolderRecord)
    {
        uint256 word = uint256(facts.identity) | uint256(facts.validUntil) << VALID_UNTIL_AT
            | uint256(facts.country) << COUNTRY_AT | uint256(facts.investorClass) << CLASS_AT;
        return HolderRecord.wrap(HolderRecord.unwrap(record) & ~FACTS_MASK | word);
    }

    /// @notice The record with the next nonce. Reverts (arithmetic) after 2**32 - 1 changes.
    function withNextNonce(HolderRecord record) internal pure returns (HolderRecord) {
        uint32 next = nonce(record) + 1;
        uint256 rest = HolderRecord.unwrap(record) & ~(uint256(type(uint32).max) << NONCE_AT);
        return HolderRecord.wrap(rest | uint256(next) << NONCE_AT);
    }

    function withBlocked(HolderRecord record, bool value) internal pure returns (HolderRecord) {
        return _withFlag(record, BLOCKED, value);
    }

    function withPayout(HolderRecord record, bool value) internal pure returns (HolderRecord) {
        return _withFlag(record, HAS_PAYOUT, value);
    }

    function withSuccessor(HolderRecord record) internal pure returns (HolderRecord) {
        return _withFlag(record, HAS_SUCCESSOR, true);
    }

    /// @notice The record spelled out for readers off-chain.
    function unpack(HolderRecord record) internal pure returns (Holder memory) {
        return Holder({
            identity: identity(record),
            validUntil: validUntil(record),
            country: country(record),
            investorClass: investorClass(record),
            blocked: blocked(record),
            hasPayout: hasPayout(record),
            hasSuccessor: hasSuccessor(record)
        });
    }

    function _withFlag(HolderRecord record, uint256 flag, bool value)
        private
        pure
        returns (HolderRecord)
    {
        uint256 word = HolderRecord.unwrap(record);
        return HolderRecord.wrap(value ? word | flag : word & ~flag);
    }
}
