"""What is shown of a loan, checked by the contract that accepted its tape."""

from dataclasses import replace
from typing import Any

import pytest

from oracle.commitment.disclosure import disclose, verify_disclosure
from oracle.commitment.field_leaves import FIELDS
from oracle.commitment.refusals import RootDiffers
from oracle.commitment.tape_tree import Leaves, tape_tree


@pytest.fixture
def reported(world: Any) -> Any:
    """A pool with two reported months."""
    world.pay(1)
    world.pay(2)
    return world


def test_disclosure__of_each_loan__is_what_the_contract_accepted(reported: Any) -> None:
    package = reported.months[2]
    tree = tape_tree(package.tape, salt=package.salt)
    accepted = reported.oracle.report_of(2).tape_root

    for at, loan in enumerate(package.tape.loans):
        disclosure = disclose(tree, loan.loan_id, [FIELDS[at % len(FIELDS)]])
        verify_disclosure(disclosure, accepted)
        assert reported.oracle.verify_loan(2, disclosure.loan_hash, disclosure.loan_proof)
        false = replace(disclosure.fields[-1], value="0.01")
        computed = disclosure.opening.loan_hash((*disclosure.fields[:-1], false))
        assert not reported.oracle.verify_loan(2, computed, disclosure.loan_proof)


def test_disclosure__of_one_month__is_refused_by_the_contract_for_another(reported: Any) -> None:
    package = reported.months[1]
    tree = tape_tree(package.tape, salt=package.salt)
    disclosure = disclose(tree, package.tape.loans[0].loan_id, ["balance"])

    assert reported.oracle.verify_loan(1, disclosure.loan_hash, disclosure.loan_proof)
    assert not reported.oracle.verify_loan(2, disclosure.loan_hash, disclosure.loan_proof)
    with pytest.raises(RootDiffers):
        verify_disclosure(disclosure, reported.oracle.report_of(2).tape_root)


def test_disclosure__of_a_tape_committed_the_other_way__is_refused(reported: Any) -> None:
    package = reported.months[2]
    tree = tape_tree(package.tape, salt=package.salt, leaves=Leaves.LOAN)
    disclosure = disclose(tree, package.tape.loans[0].loan_id, FIELDS)

    assert not reported.oracle.verify_loan(2, disclosure.loan_hash, disclosure.loan_proof)
    with pytest.raises(RootDiffers):
        verify_disclosure(disclosure, reported.oracle.report_of(2).tape_root)
