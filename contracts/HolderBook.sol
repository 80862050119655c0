// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IErc3643IdentityRegistry} from "./interfaces/IErc3643IdentityRegistry.sol";
import {IHolderBook} from "./interfaces/IHolderBook.sol";
import {IHolderRecords} from "./interfaces/IHolderRecords.sol";
import {Holder, HolderRecord} from "./libraries/HolderRecord.sol";
import {COMPLIANCE_ROLE, TRANSFER_AGENT_ROLE} from "./libraries/Roles.sol";
import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";

/// @title Blocks, payout wallets, successors and counts, on top of any source of facts
abstract contract HolderBook is IHolderBook, AccessControlDefaultAdminRules {
    /// @dev A wallet's place in a chain of lost keys.
    struct Link {
        address successor; // [wallet] 0: in use
        uint8 hopsBehind; // [hops] longest chain that ends in this wallet
    }

    /// @dev How often a key may be lost before a settlement could no longer find the holder.
    uint256 internal constant MAX_HOPS = 8;

    /// @dev Flags always, and facts where this contract keeps them. One slot a wallet.
    mapping(address wallet => HolderRecord) internal _records;
    mapping(address wallet => Link) private _links; // read only with the successor flag
    mapping(address wallet => address payout) private _payouts; // read only with the payout flag

    /// @inheritdoc IHolderRecords
    mapping(address token => uint32 identities) public identityCount;
    /// @inheritdoc IHolderRecords
    mapping(address token => mapping(uint64 identity => uint32 wallets)) public walletsOf;
    /// @inheritdoc IHolderRecords
    mapping(address token => mapping(address wallet => uint64 identity)) public countedAs;

    constructor(uint48 adminDelay, address admin)
        AccessControlDefaultAdminRules(adminDelay, admin)
    {}

    // What others ask

    /// @inheritdoc IHolderRecords
    function holderOf(address wallet) external view returns (Holder memory) {
        return _recordOf(wallet).unpack();
    }

    /// @inheritdoc IHolderRecords
    function recordsOf(address a, address b) external view returns (HolderRecord, HolderRecord) {
        return (_recordOf(a), _recordOf(b));
    }

    /// @inheritdoc IHolderRecords
    function payeeOf(address holder)
        external
        view
        returns (address finalHolder, address payout, bool blocked)
    {
        HolderRecord flags;
        (finalHolder, flags) = _inPlaceOf(holder);
        (payout, blocked) = (finalHolder, flags.blocked());
        if (flags.hasPayout()) {
            (payout, flags) = _inPlaceOf(_payouts[finalHolder]);
            blocked = blocked || flags.blocked();
        }
    }

    /// @inheritdoc IHolderRecords
    function successorOf(address wallet) public view returns (address) {
        return _links[wallet].successor;
    }

    /// @inheritdoc IHolderRecords
    function payoutOf(address wallet) external view returns (address) {
        return _payouts[wallet];
    }

    // What tools for ERC-3643 ask

    /// @inheritdoc IErc3643IdentityRegistry
    function isVerified(address wallet) external view returns (bool) {
        return _recordOf(wallet).inGoodStanding(block.timestamp);
    }

    /// @inheritdoc IErc3643IdentityRegistry
    function identity(address wallet) external view returns (address) {
        return address(uint160(_recordOf(wallet).identity()));
    }

    /// @inheritdoc IErc3643IdentityRegistry
    function investorCountry(address wallet) external view returns (uint16) {
        return _recordOf(wallet).country();
    }

    // What certificates tell

    /// @inheritdoc IHolderRecords
    function noteHolding(address wallet, bool holds) external {
        uint64 counted = countedAs[msg.sender][wallet];
        if (holds == (counted != 0)) return;
        if (holds) _countIn(msg.sender, wallet, _knownIdentity(wallet));
        else _countOut(msg.sender, wallet, counted);
    }

    /// @inheritdoc IHolderRecords
    function recount(address token, address wallet) external {
        uint64 counted = countedAs[token][wallet];
        if (counted == 0) return;
        uint64 present = _knownIdentity(wallet);
        if (counted == present) return;
        // Effect
        _countOut(token, wallet, counted);
        _countIn(token, wallet, present);
        emit HoldingRecounted(token, wallet, counted, present);
    }

    // What the holder and the roles do

    /// @inheritdoc IHolderBook
    function setPayout(address payout) external {
        _requireGoodStanding(msg.sender);
        _setPayout(msg.sender, payout);
    }

    /// @inheritdoc IHolderBook
    function setPayoutFor(address wallet, address payout) external onlyRole(TRANSFER_AGENT_ROLE) {
        _knownIdentity(wallet);
        _requireInUse(wallet);
        _setPayout(wallet, payout);
    }

    /// @inheritdoc IHolderBook
    function blockHolder(address wallet, bytes32 reason) external onlyRole(COMPLIANCE_ROLE) {
        // Check
        if (wallet == address(0)) revert HolderRegistry_ZeroWallet();
        _requireInUse(wallet);
        // Effect
        _records[wallet] = _records[wallet].withBlocked(true);
        emit HolderBlocked(wallet, reason);
    }

    /// @inheritdoc IHolderBook
    function unblockHolder(address wallet, bytes32 reason) external onlyRole(COMPLIANCE_ROLE) {
        // Check
        HolderRecord record = _records[wallet];
        if (!record.blocked()) revert HolderRegistry_WalletNotBlocked(wallet);
        // Effect
        _records[wallet] = record.withBlocked(false);
        emit HolderUnblocked(wallet, reason);
    }

    /// @inheritdoc IHolderBook
    function setSuccessor(address oldWallet, address newWallet)
        external
        onlyRole(TRANSFER_AGENT_ROLE)
    {
        // Check
        if (oldWallet == newWallet) revert HolderRegistry_OwnSuccessor(oldWallet);
        uint64 person = _knownIdentity(oldWallet);
        _requireInUse(oldWallet);
        _requireNotBlocked(oldWallet);
        _requireGoodStanding(newWallet);
        uint64 received = _recordOf(newWallet).identity();
        if (received != person) {
            revert HolderRegistry_IdentityMismatch(newWallet, person, received);
        }
        uint256 hops = uint256(_links[oldWallet].hopsBehind) + 1;
        if (hops > MAX_HOPS) revert HolderRegistry_TooManyHops(MAX_HOPS, hops);
        // Effect
        _links[oldWallet].successor = newWallet;
        _records[oldWallet] = _records[oldWallet].withSuccessor();
        // casting to uint8 is safe because hops <= MAX_HOPS
        // forge-lint: disable-next-line(unsafe-typecast)
        if (hops > _links[newWallet].hopsBehind) _links[newWallet].hopsBehind = uint8(hops);
        emit SuccessorSet(oldWallet, newWallet, person);
    }

    // Facts come from the contract that inherits

    /// @dev Facts and flags of a wallet.
    function _recordOf(address wallet) internal view virtual returns (HolderRecord);

    // Inner parts

    function _inSuccession(address wallet) internal view returns (bool) {
        Link memory link = _links[wallet];
        return link.successor != address(0) || link.hopsBehind != 0;
    }

    /// @dev Ends within MAX_HOPS: a successor is not replaced when it is named, so chains have no
    /// cycle, and `hopsBehind` bounds their length.
    function _inPlaceOf(address wallet) private view returns (address last, HolderRecord flags) {
        (last, flags) = (wallet, _records[wallet]);
        while (flags.hasSuccessor()) {
            last = _links[last].successor;
            flags = _records[last];
        }
    }

    function _setPayout(address wallet, address payout) private {
        // Check
        _requireNotBlocked(payout);
        // Effect
        bool elsewhere = payout != address(0) && payout != wallet;
        _payouts[wallet] = elsewhere ? payout : address(0);
        _records[wallet] = _records[wallet].withPayout(elsewhere);
        emit PayoutSet(wallet, elsewhere ? payout : address(0));
    }

    function _countIn(address token, address wallet, uint64 person) private {
        countedAs[token][wallet] = person;
        if (walletsOf[token][person]++ == 0) ++identityCount[token];
    }

    function _countOut(address token, address wallet, uint64 person) private {
        delete countedAs[token][wallet];
        if (--walletsOf[token][person] == 0) --identityCount[token];
    }

    function _knownIdentity(address wallet) private view returns (uint64 person) {
        person = _recordOf(wallet).identity();
        if (person == 0) revert HolderRegistry_UnknownWallet(wallet);
    }

    function _requireInUse(address wallet) private view {
        if (_records[wallet].hasSuccessor()) {
            revert HolderRegistry_WalletReplaced(wallet, successorOf(wallet));
        }
    }

    function _requireNotBlocked(address wallet) private view {
        if (_records[wallet].blocked()) revert HolderRegistry_WalletBlocked(wallet);
    }

    function _requireGoodStanding(address wallet) private view {
        HolderRecord record = _recordOf(wallet);
        if (record.inGoodStanding(block.timestamp)) return;
        _knownIdentity(wallet);
        _requireInUse(wallet);
        _requireNotBlocked(wallet);
        uint40 until = record.validUntil();
        revert HolderRegistry_RegistrationExpired(wallet, until, block.timestamp);
    }
}
