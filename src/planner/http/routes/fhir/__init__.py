"""FHIR on the door: IHE Scheduling's operations and searches, the capability statement, and published free times."""
