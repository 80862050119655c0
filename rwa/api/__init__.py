"""The read model over HTTP.

`app` builds the application, `routes` are the questions, `schemas` the answers (made of
`answers`), `problems` the refusals, `revalidation` the entity tags. Every data route reads the
read model and nothing else; `verifying` alone asks something to be worked out, by a `verifier`.
"""
