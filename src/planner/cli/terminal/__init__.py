"""What the command line shows: rosters, violations, sessions, eligibility and the policy."""

from planner.cli.terminal.policy import show_eligibility, show_policy
from planner.cli.terminal.roster import show_roster
from planner.cli.terminal.sessions import show_sessions, show_violations

__all__ = ["show_eligibility", "show_policy", "show_roster", "show_sessions", "show_violations"]
