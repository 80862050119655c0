"""What the chain said, in tables that answer questions quickly.

`projector` keeps the tables at the head of the chain, `followed_blocks` knows which blocks were
read and which are final, `projection` turns events into rows, `tables` is the schema. `pools`,
`holders`, `claims` and `distributions` turn rows into the `records` that answer questions; start
reading at `projector`.

Every row carries the block it came from, and rows are only ever added: following a
reorganised chain is a delete above the fork, and a rebuild from block 0 gives equal rows. A fork
below what the chain had called final is not followed: nothing changes until a person has looked.
Nothing flows back: the whole database may be deleted at any time.
"""
