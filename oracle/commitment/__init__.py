"""What a report commits to a pool's loans with, and how one figure of one loan is shown.

`merkle` has the trees, `multiproof` proofs of several leaves at once, `field_leaves` and
`loan_leaf` the two ways a loan becomes a leaf, `tape_tree` the tree of a tape, `disclosure` and
`disclosure_file` what is shown of a loan and how it is written down.
"""
