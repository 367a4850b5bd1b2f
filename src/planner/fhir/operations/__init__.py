"""IHE Scheduling (ITI-115 to ITI-118) as functions: a request of FHIR, a call of the desk, a Bundle of FHIR."""
