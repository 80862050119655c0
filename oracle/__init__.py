"""Independent recomputation of every month before anybody is paid.

`recompute` is an engine of its own, with a loan's month in `accounting`; `checks` compares, `node`
signs or objects, `collector` checks signatures and counts them, `posting` brings a quorum to the
contract over the database of `store`, `network` runs nodes and collector apart. `commitment` is the
tree behind a tape's root, `verification` proves an accepted month again. Start reading at `node`.
Neither the servicer's engine nor the cash-flow room may be imported here: one bug must not sign
itself.
"""
