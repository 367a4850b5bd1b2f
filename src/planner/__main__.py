"""`python -m planner` is the command line."""

from planner.cli.main import main

main()
