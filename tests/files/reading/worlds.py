"""A tiny valid clinic folder, to be spoiled one cell at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.clinic import Clinic
from planner.errors import Fault, FaultyClinic
from planner.files import reading

TOML = """\
name = "Maple Street Acupuncture"
timezone = "America/Edmonton"
holidays = "CA-AB"
closed = ["2026-12-24"]
open = [2026-12-26]
start_every = 15

[services.facial]
title = "Facial acupuncture"
steps = [
  { do = "needling", minutes = 15, with = "practitioner" },
  { do = "rest", minutes = 30 },
]
reset = 5
needs = ["facial"]
room = ["table"]
equipment = ["lamp"]
acts = ["needling:face", "needling:body"]
supplies = { needles = 55 }

[services.call]
steps = [{ do = "talk", minutes = 20, with = "practitioner" }]
room = false
acts = []

[services.peel]
steps = [{ do = "peel", minutes = 30, with = "practitioner" }]
acts = []
counts_as = "chemical-peel"
shareable = true

[protocols.rejuvenation]
title = "Facial rejuvenation"
[[protocols.rejuvenation.phases]]
name = "course"
service = "facial"
first = "call"
sessions = 8
at_least = 6
gap = { least = 5, ideal = 7, most = 9 }
[[protocols.rejuvenation.phases]]
name = "maintenance"
service = "facial"
gap = { least = 60, ideal = 75, most = 90 }
for_days = 365

[protocols.checkup]
start_within = 30
[[protocols.checkup.phases]]
name = "visit"
services = ["call", "peel"]
sessions = 1

[[waits]]
after = "peel"
acts = ["needling:*"]
days = 10

[[follow_ups]]
after = "peel"
service = "call"
least = 2
most = 5

[goals]
place = { 3 = 9000 }
timely = { late = 12.5 }
moved = 30

[repairs]
hour = 7

[policy.blood-thinner]
clearable = true
reason = "protocol signed by the medical lead"
"""


CSVS = {
    "practitioners.csv": """\
practitioner,name,qualifications,licensed_until,max_sessions_per_day,max_sessions_per_week
ana,Ana Diaz,facial; herbs,2027-12-31,8,30
ben,,,,,
""",
    "shifts.csv": """\
practitioner,weekday,start,end,from,until,every,site
ana,mon,09:00,12:00,,,,
ana,mon,12:00,17:00,,,,
ana,Tuesday,9:00,24:00,2026-01-01,2026-12-31,,north
ben,WED,09:00:00,17:00,2026-01-14,9999-12-31,2,
""",
    "breaks.csv": """\
practitioner,weekday,start,end,minutes
ana,mon,11:00,14:00,30
""",
    "absences.csv": """\
practitioner,start,end,reason
ana,2026-12-07,2026-12-08,holiday
ana,2026-12-14T09:00,2026-12-14 12:30,dentist
""",
    "rooms.csv": """\
room,name,features,places,site
one,Room one,table;sink,2,north
two,,,,
""",
    "equipment.csv": """\
equipment,name,units
lamp,Heat lamp,2
""",
    "closures.csv": """\
what,start,end,reason
one,2026-12-09,2026-12-09,painting
lamp,2026-12-10,2026-12-11,repair
""",
    "patients.csv": """\
patient,name,preferred_practitioner,prefers,not_with,phone,email,note
p1,Mia,ana,morning;Evening,,555-0100,mia@example.com,likes tea
p2,Noa,,,ben,,,
""",
    "times.csv": """\
patient,weekday,start,end,from,until
p1,tue,08:00,13:00,,
p1,wed,08:00,17:00,,
p1,mon,08:00,17:00,,
""",
    "plans.csv": """\
plan,patient,protocol,start,priority,sessions,practitioner,finish_by,usual,attended,last_attended
r1,p1,rejuvenation,2026-12-01,3,6,ana,2027-03-31,Tue 9:00,,
c1,p2,checkup,2026-12-01,,,,,,,
""",
    "events.csv": """\
patient,kind,on,until,note
p1,pregnancy,2026-01-01,2026-09-01,
p2,botox,2026-11-20,,left side
""",
    "clearances.csv": """\
patient,kind,by,on,until
p1,blood-thinner,Dr Roy,2026-11-01,
""",
    "appointments.csv": """\
appointment,plan,number,phase,practitioner,room,start,status,fixed
a1,r1,1,course,ana,,2026-12-01T09:00,attended,
a2,r1,2,course,ana,one,2026-12-08T09:00-07:00,booked,yes
""",
}


FURTHER = {
    "room_hours.csv": """\
room,weekday,start,end,from,until,every
one,mon,08:00,24:00,,,
one,tue,08:00,24:00,,,
""",
    "away.csv": """\
patient,start,end,reason
p2,2026-12-20,2026-12-27,a journey
p2,2026-12-29 09:00,2026-12-29 12:00,
""",
}
"""Tables that most tests do without."""


class Folder:
    """A clinic's folder and what reading it gives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("clinic.toml", TOML)
        for name, content in CSVS.items():
            self.write(name, content)

    def write(self, name: str, content: str | bytes) -> None:
        (self.path / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    def text(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def swap(self, name: str, old: str, new: str) -> None:
        """Replace the first `old` in a file, which must be there."""
        assert old in self.text(name)
        self.write(name, self.text(name).replace(old, new, 1))

    def add(self, name: str, *lines: str) -> None:
        self.write(name, self.text(name) + "".join(f"{line}\n" for line in lines))

    def load(self) -> reading.Reading:
        return reading.load(self.path)

    def clinic(self) -> Clinic:
        return self.load().clinic

    def refused(self) -> FaultyClinic:
        with pytest.raises(FaultyClinic) as caught:
            self.load()
        return caught.value

    def fault(self) -> Fault:
        """The one fault there is."""
        faults = self.refused().faults
        assert len(faults) == 1, "\n".join(map(str, faults))
        return faults[0]

    def warning(self) -> Fault:
        """The one warning there is."""
        warnings = self.load().warnings
        assert len(warnings) == 1, "\n".join(map(str, warnings))
        return warnings[0]
