"""What planner answers a program: dataclasses as JSON documents, and back."""
