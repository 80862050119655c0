"""The `oracle` command: nodes and collector as processes, and what anybody can check.

`app` lists the commands; each of the other modules is one of them, or what several share.
"""
