"""The `rwa` command: the only place that wires the rooms together.

`app` declares the commands and imports nothing slow; what a command does is in a module of its
own. Read on with `operations`, one pool brought to life; `month`, one month of it; `funding`,
`correction` and `unfinished`, how money follows and what happens when something was wrong or cut
short; `tie_out`, where it all went; `demo`, the whole story.
"""
