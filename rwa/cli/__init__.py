"""The `rwa` command: the only place that wires the rooms together.

`app` declares the commands and imports nothing slow; each command's work is in the module of
its name. `operations` is one pool brought to life, `month` one month of it, `demo` the whole
story.
"""
