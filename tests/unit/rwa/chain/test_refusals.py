"""The words are those that the nodes' own sources or, for anvil, its answers show."""

import pytest

from rwa.chain.errors import FeeTooLow, NonceTooLow, TransactionRefused
from rwa.chain.refusals import is_known, is_no_such_block, refusal


@pytest.mark.parametrize(
    "message",
    [
        "already known",
        "transaction already imported",
        "Known transaction",
        "AlreadyKnown",
        "ALREADY_EXISTS: already known",
        "INTERNAL_ERROR: existing tx with same hash",
        "Transaction with the same hash was already imported.",
    ],
)
def test_is_known__words_of_a_node_that_has_it__known(message: str) -> None:
    assert is_known(message)


@pytest.mark.parametrize("message", ["Unknown transaction type", "nonce too low", "", "unknown"])
def test_is_known__other_words__not_known(message: str) -> None:
    assert not is_known(message)


@pytest.mark.parametrize(
    "message",
    [
        "nonce too low",
        "nonce too low: next nonce 5, tx nonce 4",
        "nonce too low: address 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf, tx: 0 state: 1",
        "Nonce too low",
        "OldNonce, Current nonce: 5, nonce of rejected tx: 4",
        "Transaction nonce is too low. Try incrementing the nonce.",
    ],
)
def test_refusal__number_used__nonce_too_low(message: str) -> None:
    error = refusal(message)
    assert type(error) is NonceTooLow
    assert error.reason == message


@pytest.mark.parametrize(
    "message",
    [
        "replacement transaction underpriced",
        "transaction underpriced: gas tip cap 1, minimum needed 1000000",
        "max fee per gas less than block base fee: address 0x00, maxFeePerGas: 1, baseFee: 7",
        "transaction gas price below minimum",
        "Replacement transaction underpriced",
        "Gas price below current base fee",
        "Gas price below configured minimum gas price",
        "FeeTooLow, MaxFeePerGas too low. MaxFeePerGas: 1, BaseFee: 7",
        "FeeTooLowToCompete",
        "ReplacementNotAllowed",
        "INTERNAL_ERROR: could not replace existing tx",
        "Transaction gas price is too low. There is another transaction with same nonce.",
    ],
)
def test_refusal__offers_too_little__fee_too_low(message: str) -> None:
    error = refusal(message)
    assert type(error) is FeeTooLow
    assert error.reason == message


@pytest.mark.parametrize(
    "message",
    [
        "Insufficient funds for gas * price + value",
        "max priority fee per gas higher than max fee per gas",
        "intrinsic gas too low",
        "nonce too high",
        "invalid chain id for signer",
        "Failed to decode transaction",
        "tx fee (1.20 ether) exceeds the configured cap (1.00 ether)",
        "Upfront cost exceeds account balance",
    ],
)
def test_refusal__anything_else__plainly_refused(message: str) -> None:
    assert type(refusal(message)) is TransactionRefused


@pytest.mark.parametrize("message", ["finalized block not found", "Unknown block"])
def test_is_no_such_block__tag_on_no_block__yes(message: str) -> None:
    assert is_no_such_block(message)


def test_is_no_such_block__tag_not_understood__no() -> None:
    assert not is_no_such_block("invalid argument 0: hex string without 0x prefix")
