"""What the chain said, in tables that answer questions quickly.

`projector` keeps the tables at the head of the chain, `projection` turns events into rows,
`tables` is the schema. `pools`, `holders`, `claims` and `distributions` turn rows into the
`records` that answer questions; start reading at `projector`.

Every row carries the block it came from, and rows are only ever added: following a
reorganised chain is a delete above the fork, and a rebuild from block 0 gives equal rows.
Nothing flows back: the whole database may be deleted at any time.
"""
