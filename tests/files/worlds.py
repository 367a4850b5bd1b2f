"""A small clinic's folder: two practitioners, two rooms, weekly courses and one visit of two services."""

from __future__ import annotations

from pathlib import Path

TOML = """\
name = "Corner Clinic"
timezone = "America/Edmonton"

[services.facial]
steps = [
  { do = "needling", minutes = 15, with = "practitioner" },
  { do = "rest", minutes = 30 },
  { do = "needles out", minutes = 15, with = "practitioner" },
]
acts = ["needling:face", "needling:body"]

[services.talk]
steps = [{ do = "talk", minutes = 30, with = "practitioner" }]
room = false
acts = []

[protocols.course]
[[protocols.course.phases]]
name = "course"
service = "facial"
sessions = 6
gap = { least = 5, ideal = 7, most = 9 }

[protocols.visit]
[[protocols.visit.phases]]
name = "visit"
services = ["facial", "talk"]
sessions = 1
"""

TABLES = {
    "practitioners": "practitioner,name\nana,Ana Diaz\nben,Ben Roy\n",
    "shifts": "practitioner,weekday,start,end\n"
    + "".join(f"{who},{day},09:00,12:00\n" for who in ("ana", "ben") for day in ("mon", "tue", "wed", "thu", "fri")),
    "rooms": "room,name\none,Room one\ntwo,Room two\n",
    "patients": "patient,name\np1,Mia\np2,Noa\np3,Eli\n",
    "plans": "plan,patient,protocol,start\nc1,p1,course,2026-12-01\nc2,p2,course,2026-11-24\nv1,p3,visit,2026-12-03\n",
    "appointments": """\
appointment,plan,number,phase,practitioner,room,start,status,fixed
a1,c2,1,course,ana,one,2026-11-24T09:00,attended,
a2,c2,2,course,ana,one,2026-12-01T09:00,booked,
a3,c2,3,course,ana,one,2026-12-08T09:00,booked,yes
a4,c1,1,course,ben,two,2026-11-30T09:00,cancelled,
""",
}


def small_folder(path: Path) -> Path:
    """The clinic's folder, made below `path`."""
    folder = path / "clinic"
    folder.mkdir()
    (folder / "clinic.toml").write_text(TOML, encoding="utf-8")
    for name, content in TABLES.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def busy_folder(path: Path, patients: int = 26) -> Path:
    """The same clinic with one practitioner and so many patients that a search takes its time."""
    folder = small_folder(path)
    shifts = "".join(f"ana,{day},09:00,14:30,\n" for day in ("tue", "wed", "thu"))
    (folder / "practitioners.csv").write_text("practitioner\nana\n", encoding="utf-8")
    (folder / "shifts.csv").write_text(f"practitioner,weekday,start,end,until\n{shifts}", encoding="utf-8")
    ids = [f"p{number}" for number in range(1, patients + 1)]
    (folder / "patients.csv").write_text("patient\n" + "".join(f"{id}\n" for id in ids), encoding="utf-8")
    rows = "".join(f"c-{id},{id},course,2026-12-0{1 + place % 4}\n" for place, id in enumerate(ids))
    (folder / "plans.csv").write_text(f"plan,patient,protocol,start\n{rows}", encoding="utf-8")
    (folder / "appointments.csv").unlink()
    return folder
