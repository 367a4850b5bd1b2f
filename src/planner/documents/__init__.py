"""What planner answers a program: dataclasses as JSON documents, and back. docs/documents.md has every field.

`of_…` makes a document, `read_…` the dataclass of one. Moments are on the clinic's clock, with its offset.
"""
