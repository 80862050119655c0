"""The JSON document that `rwa project` reads, and the one it answers with.

Start with `spec`, which says what a document may hold; `answer` projects and values it. Rates and
speeds are in per cent there, as people write them, and shares of one everywhere else.
"""
