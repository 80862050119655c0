// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HolderBook} from "./HolderBook.sol";
import {IHolderRegistry} from "./interfaces/IHolderRegistry.sol";
import {HolderFacts, HolderRecord} from "./libraries/HolderRecord.sol";
import {COMPLIANCE_ROLE, GUARDIAN_ROLE, TRANSFER_AGENT_ROLE} from "./libraries/Roles.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title The register of holders
contract HolderRegistry is IHolderRegistry, HolderBook, EIP712 {
    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "HolderAttestation(address wallet,uint64 identity,uint40 validUntil,uint16 country,uint8 investorClass,uint32 nonce,uint256 deadline)"
    );
    uint16 private constant COUNTRY_LIMIT = 999;

    /// @inheritdoc IHolderRegistry
    mapping(address issuer => bool) public trustedIssuer;

    constructor(uint48 adminDelay, address admin)
        HolderBook(adminDelay, admin)
        EIP712("HolderRegistry", "1")
    {}

    /// @inheritdoc IHolderRegistry
    function setHolder(address wallet, HolderFacts calldata facts)
        external
        onlyRole(TRANSFER_AGENT_ROLE)
    {
        _setFacts(wallet, facts, msg.sender);
    }

    /// @inheritdoc IHolderRegistry
    function setHolders(address[] calldata wallets, HolderFacts[] calldata facts)
        external
        onlyRole(TRANSFER_AGENT_ROLE)
    {
        if (wallets.length != facts.length) {
            revert HolderRegistry_LengthMismatch(wallets.length, facts.length);
        }
        for (uint256 i = 0; i < wallets.length; ++i) {
            _setFacts(wallets[i], facts[i], msg.sender);
        }
    }

    /// @inheritdoc IHolderRegistry
    function attestHolder(
        address wallet,
        HolderFacts calldata facts,
        uint32 nonce,
        uint256 deadline,
        address issuer,
        bytes calldata signature
    ) external {
        // Check
        if (block.timestamp > deadline) {
            revert HolderRegistry_AttestationExpired(deadline, block.timestamp);
        }
        if (!trustedIssuer[issuer]) revert HolderRegistry_IssuerNotTrusted(issuer);
        uint32 expected = nonces(wallet);
        if (nonce != expected) revert HolderRegistry_WrongNonce(wallet, expected, nonce);
        uint64 known = _records[wallet].identity();
        if (known != 0 && facts.identity != known) {
            revert HolderRegistry_IdentityMismatch(wallet, known, facts.identity);
        }
        bytes32 digest = _attestationDigest(wallet, facts, nonce, deadline);
        if (!SignatureChecker.isValidSignatureNow(issuer, digest, signature)) {
            revert HolderRegistry_BadSignature(issuer);
        }
        // Effect
        _setFacts(wallet, facts, issuer);
    }

    /// @inheritdoc IHolderRegistry
    function addTrustedIssuer(address issuer) external onlyRole(COMPLIANCE_ROLE) {
        if (issuer == address(0)) revert HolderRegistry_ZeroWallet();
        trustedIssuer[issuer] = true;
        emit TrustedIssuerSet(issuer, true);
    }

    /// @inheritdoc IHolderRegistry
    function removeTrustedIssuer(address issuer) external {
        if (!hasRole(COMPLIANCE_ROLE, msg.sender)) _checkRole(GUARDIAN_ROLE);
        trustedIssuer[issuer] = false;
        emit TrustedIssuerSet(issuer, false);
    }

    /// @inheritdoc IHolderRegistry
    function nonces(address wallet) public view returns (uint32) {
        return _records[wallet].nonce();
    }

    function _recordOf(address wallet) internal view override returns (HolderRecord) {
        return _records[wallet];
    }

    function _setFacts(address wallet, HolderFacts calldata facts, address source) private {
        // Check
        if (wallet == address(0)) revert HolderRegistry_ZeroWallet();
        if (facts.identity == 0) revert HolderRegistry_ZeroIdentity(wallet);
        if (facts.country > COUNTRY_LIMIT) {
            revert HolderRegistry_CountryOutOfRange(COUNTRY_LIMIT, facts.country);
        }
        HolderRecord record = _records[wallet];
        if (facts.identity != record.identity() && _inSuccession(wallet)) {
            revert HolderRegistry_SuccessionFixesIdentity(wallet, record.identity(), facts.identity);
        }
        // Effect
        record = record.withFacts(facts).withNextNonce();
        _records[wallet] = record;
        emit HolderSet(wallet, source, record.unpack(), record.nonce());
    }

    function _attestationDigest(
        address wallet,
        HolderFacts calldata facts,
        uint32 nonce,
        uint256 deadline
    ) private view returns (bytes32) {
        bytes32 content = keccak256(
            abi.encode(
                ATTESTATION_TYPEHASH,
                wallet,
                facts.identity,
                facts.validUntil,
                facts.country,
                facts.investorClass,
                nonce,
                deadline
            )
        );
        return _hashTypedDataV4(content);
    }
}
