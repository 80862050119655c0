"""An accepted month proved again by anybody, from the chain and the published files alone.

`verify` runs every check in order; `chain_record` is what the checks read of the chain, once and at
one block; `published` are the files; each of the other modules is a group of checks, and `verdict`
what a check says. Nothing here believes a figure because a contract or a file has it: what can be worked
out again is worked out, and what cannot is listed as not checked.
"""
