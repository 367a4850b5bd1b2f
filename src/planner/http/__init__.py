"""The desk over HTTP: routes that ask `Desk` and answer with `documents`, and who may ask them. docs/http.md has it.

`app.create_app(url)` makes the application of one store, `server.serve` runs it.
"""
