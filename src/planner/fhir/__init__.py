"""FHIR, R4 (4.0.1) and R5: a clinic as resources, and resources as a clinic's facts. docs/fhir.md has the mapping.

Pure functions over dictionaries and bytes: what is read and written, callers open.
"""
