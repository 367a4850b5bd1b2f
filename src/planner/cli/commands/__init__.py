"""The commands by what they are for; each reads, asks one room of planner, and shows what comes back."""
