// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Holder, HolderFacts} from "../libraries/HolderRecord.sol";
import {IHolderBook} from "./IHolderBook.sol";

/// @title The register of holders
///
/// @notice Says which person a wallet belongs to, and caches it in one slot, so that a transfer
/// reads a slot a side instead of verifying claims each time.
///
/// Powers: the transfer agent sets and changes the facts about any wallet. A trusted issuer may
/// register an unknown wallet and renew a known one under the same identity, by a signature that
/// anyone may bring; it cannot move a wallet to another identity. Compliance names the trusted
/// issuers; the guardian can only remove them. Nobody can delete a record: a registration ends by
/// an earlier `validUntil`.
///
/// Assumptions: an identity number means the same person in every record; issuers sign the nonce
/// they read, so that the agent's later word always wins over an attestation still in a drawer.
///
/// Units: times are Unix seconds; countries are ISO 3166-1 numeric.
interface IHolderRegistry is IHolderBook {
    /// @notice The facts about a wallet changed; `source` is the agent or the trusted issuer.
    event HolderSet(address indexed wallet, address indexed source, Holder holder, uint32 nonce);
    /// @notice Attestations signed by `issuer` are accepted from now on, or no longer.
    event TrustedIssuerSet(address indexed issuer, bool trusted);

    /// @notice Identity 0 means unknown and cannot be given to a wallet.
    error HolderRegistry_ZeroIdentity(address wallet);
    /// @notice ISO 3166-1 numeric codes end at 999.
    error HolderRegistry_CountryOutOfRange(uint16 limit, uint16 country);
    /// @notice The wallet is part of a succession; its identity stays.
    error HolderRegistry_SuccessionFixesIdentity(address wallet, uint64 expected, uint64 received);
    /// @notice Two lists that belong together differ in length.
    error HolderRegistry_LengthMismatch(uint256 wallets, uint256 facts);
    /// @notice The issuer is not trusted.
    error HolderRegistry_IssuerNotTrusted(address issuer);
    /// @notice The attestation names another state of the wallet than the present one.
    error HolderRegistry_WrongNonce(address wallet, uint32 expected, uint32 received);
    /// @notice The attestation could be used until `deadline`; it is `time` now.
    error HolderRegistry_AttestationExpired(uint256 deadline, uint256 time);
    /// @notice The signature is not the issuer's.
    error HolderRegistry_BadSignature(address issuer);

    /// @notice Set the facts about a wallet; its block, payout wallet and successor stay.
    ///
    /// Uses up the wallet's nonce, so every attestation signed before is void. After a change of
    /// identity, call `recount` for each certificate that the wallet holds.
    ///
    /// Requirements: the caller is the transfer agent; wallet and identity are not zero; the
    /// country is at most 999; the identity of a wallet with a successor or a predecessor stays.
    /// Emits `HolderSet`.
    function setHolder(address wallet, HolderFacts calldata facts) external;

    /// @notice `setHolder` for many wallets; all or none.
    ///
    /// Requirements: as `setHolder`, and both lists are equally long.
    /// Emits one `HolderSet` each.
    function setHolders(address[] calldata wallets, HolderFacts[] calldata facts) external;

    /// @notice Register or renew a wallet by the signature of a trusted issuer. Anyone may call it.
    ///
    /// The issuer signs EIP-712 typed data under the domain {name "HolderRegistry", version "1",
    /// chain id, this contract}:
    /// `HolderAttestation(address wallet,uint64 identity,uint40 validUntil,uint16 country,
    /// uint8 investorClass,uint32 nonce,uint256 deadline)` (one line, no space after commas).
    /// Contract wallets sign by ERC-1271.
    ///
    /// Requirements: now is not after `deadline`; the issuer is trusted; `nonce` is the wallet's;
    /// the signature is the issuer's; a wallet that is known already keeps its identity; and all
    /// that `setHolder` asks of the facts.
    /// Emits `HolderSet`.
    function attestHolder(
        address wallet,
        HolderFacts calldata facts,
        uint32 nonce,
        uint256 deadline,
        address issuer,
        bytes calldata signature
    ) external;

    /// @notice Accept attestations of `issuer`.
    ///
    /// Requirements: the caller is compliance; the issuer is not zero.
    /// Emits `TrustedIssuerSet`.
    function addTrustedIssuer(address issuer) external;

    /// @notice Refuse attestations of `issuer` from now on. What it attested before stays.
    ///
    /// Requirements: the caller is compliance or the guardian.
    /// Emits `TrustedIssuerSet`.
    function removeTrustedIssuer(address issuer) external;

    /// @notice Whether attestations of `issuer` are accepted.
    function trustedIssuer(address issuer) external view returns (bool);

    /// @notice How often the facts about `wallet` were set; the next attestation names this number.
    function nonces(address wallet) external view returns (uint32);
}
