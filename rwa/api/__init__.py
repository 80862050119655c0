"""The read model over HTTP.

`app` builds the application, `routes` are the questions, `schemas` the answers, `problems` the
refusals. Every data route reads the read model and nothing else.
"""
