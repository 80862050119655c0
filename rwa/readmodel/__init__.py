"""What the chain said, in tables that answer questions quickly.

`projector` turns events into rows, `pools`, `holders`, `claims` and `distributions` turn rows into answers, `tables` is the schema.
Every row carries the block it came from, and rows are only ever added: following a
reorganised chain is a delete above the fork, and a rebuild from block 0 gives equal rows.
Nothing flows back: the whole database may be deleted at any time.
"""
