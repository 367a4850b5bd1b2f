"""The settings of a workbook's sheets, gathered into what clinic.toml would hold, so that one reader checks both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from planner.errors import Nonsense
from planner.files.reading import rows
from planner.files.reading.findings import Findings
from planner.files.reading.rows import Listing, Record
from planner.files.reading.settings_tables import GOALS, KEYS, SETTINGS
from planner.files.reading.sources import Place, Source

PHASE = {"name": "phase", "services": "service"}
"""Keys of a phase whose columns are named otherwise."""


def gather(source: Source, findings: Findings) -> None:
    """Fill in the source's settings, and the places of their parts; none where a sheet could not be read whole."""
    listings = {table.name: rows.read(table, source, findings) for table in SETTINGS}
    known = {"services": listings["services"].ids, "protocols": listings["protocols"].ids}
    for listing in listings.values():
        rows.follow(listing, known, findings)
    if all(listing.whole for listing in listings.values()):
        gathering = _Gathering(listings, findings)
        gathering.all()
        source.settings, source.places = gathering.settings, gathering.places


class _Gathering:
    def __init__(self, listings: Mapping[str, Listing], findings: Findings) -> None:
        self.listings, self.findings = listings, findings
        self.settings: dict[str, Any] = {}
        self.places: dict[str, Place] = {}

    def all(self) -> None:
        self._top()
        self._services()
        self._protocols()
        for name in ("waits", "follow_ups"):
            self._list(name)
        self._goals()
        self._repairs()
        self._booking()
        self._policy()
        self._codes()

    def _rows(self, name: str) -> Iterator[tuple[Record, dict[str, Any]]]:
        """The rows of a sheet that can be told apart, with the cells that are not empty."""
        table = self.listings[name].table
        for record in self.listings[name].records:
            if table.key in record.values:
                yield record, {column: value for column, value in record.values.items() if value is not None}

    def _top(self) -> None:
        file = self.listings["clinic"].file
        for record, values in self._rows("clinic"):
            key = values["key"]
            self.places[key] = Place("clinic", record.row, "value")
            try:
                if "value" in values:
                    self.settings[key] = KEYS[key](values["value"])
            except Nonsense as why:
                self.findings.refused(file, record.row, "value", why)

    def _services(self) -> None:
        services: dict[str, dict[str, Any]] = {}
        for record, values in self._rows("services"):
            id = values.pop("service")
            self.places[f"services.{id}"] = Place("services", record.row)
            if values.pop("takes_room", True) is False:
                values["room"] = False
            services[id] = {**values, "steps": [], "supplies": {}}
        for record, values in self._rows("steps"):
            id = values.pop("service")
            if id in services:
                services[id]["steps"].append(values)
                self.places[f"services.{id}.steps[{len(services[id]['steps'])}]"] = Place("steps", record.row)
        for record, values in self._rows("supplies"):
            id = values.pop("service")
            if id in services and values.keys() >= {"item", "amount"}:
                services[id]["supplies"][values["item"]] = values["amount"]
                self.places[f"services.{id}.supplies.{values['item']}"] = Place("supplies", record.row, "amount")
        self.settings["services"] = services

    def _protocols(self) -> None:
        protocols: dict[str, dict[str, Any]] = {}
        for record, values in self._rows("protocols"):
            id = values.pop("protocol")
            self.places[f"protocols.{id}"] = Place("protocols", record.row)
            protocols[id] = {**values, "phases": []}
        for record, values in self._rows("phases"):
            id = values.pop("protocol")
            if id not in protocols:
                continue
            gap = {key: values.pop(key) for key in ("least", "ideal", "most") if key in values}
            named = {key: values.pop(column) for key, column in PHASE.items() if column in values}
            protocols[id]["phases"].append(values | named | ({"gap": gap} if gap else {}))
            place = f"protocols.{id}.phases[{len(protocols[id]['phases'])}]"
            self.places[place] = Place("phases", record.row, columns=PHASE)
            self.places[f"{place}.gap"] = Place("phases", record.row, "least")
        self.settings["protocols"] = protocols

    def _list(self, name: str) -> None:
        self.settings[name] = []
        for record, values in self._rows(name):
            self.settings[name].append(values)
            self.places[f"{name}[{len(self.settings[name])}]"] = Place(name, record.row)

    def _repairs(self) -> None:
        self.settings["repairs"] = {}
        for record, values in self._rows("repairs"):
            self.places[f"repairs.{values['repair']}"] = Place("repairs", record.row, "price")
            if "price" in values:
                self.settings["repairs"][values["repair"]] = values["price"]

    def _booking(self) -> None:
        self.settings["booking"] = {}
        for record, values in self._rows("booking"):
            self.places[f"booking.{values['rule']}"] = Place("booking", record.row, "value")
            if "value" in values:
                self.settings["booking"][values["rule"]] = values["value"]

    def _policy(self) -> None:
        self.settings["policy"] = {}
        for record, values in self._rows("policy"):
            self.settings["policy"][values["kind"]] = {key: value for key, value in values.items() if key != "kind"}
            self.places[f"policy.{values['kind']}"] = Place("policy", record.row)

    def _codes(self) -> None:
        codes: dict[str, str] = {}
        for record, values in self._rows("codes"):
            if "kind" in values:
                codes[values["code"]] = values["kind"]
                self.places[f"fhir.codes.{values['code']}"] = Place("codes", record.row, "kind")
        self.settings["fhir"] = {"codes": codes}

    def _goals(self) -> None:
        goals: defaultdict[str, Any] = defaultdict(dict)
        for record, values in self._rows("goals"):
            path = GOALS[values["goal"]]
            self.places[".".join(("goals", *path))] = Place("goals", record.row, "price")
            if "price" in values and len(path) > 1:
                goals[path[0]][path[1]] = values["price"]
            elif "price" in values:
                goals[path[0]] = values["price"]
        self.settings["goals"] = dict(goals)
