"""The OpenAPI document on stdout, as docs/openapi.json has it: `python -m planner.http.document`."""

from __future__ import annotations

import json

from planner.http.app import create_app

if __name__ == "__main__":
    print(json.dumps(create_app("sqlite:///none.db").openapi(), indent=1))
