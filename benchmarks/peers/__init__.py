"""Other solvers on the same question: a textbook CP-SAT model, PyJobShop and Timefold.

    python -m benchmarks.peers NAME CLINIC_FOLDER --month 2026-12 --look-ahead 14 --seconds S --out DIR

`question.py` is what every peer is given and how its answer becomes a roster; each peer is one file with
`solve(question, seconds)`. What a peer needs beside planner stands in requirements.txt, for an environment of its own:

    python -m venv .venv-peers
    .venv-peers/bin/pip install -r benchmarks/peers/requirements.txt --editable .

Timefold needs a Java 17 or newer beside it.
"""
