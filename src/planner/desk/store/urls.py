"""The URL of a store: how a file is said in one, and how any is shown, without its password."""

from __future__ import annotations

import os
import re
from urllib.parse import unquote

SQLITE = "sqlite:///"
_PASSWORD = re.compile(r"^(?>(?:[a-z][\w+.-]*:/+)?)[^:]*:(.*)@", re.IGNORECASE)
"""What stands between a name and the last @, in a URL or in what somebody took for one."""
_OPTION = re.compile(r"\b(\w+)(\s*=\s*)('(?:[^'\\]|\\.)*'|[^&;\s]*)")
SHOWN = ("host", "hostaddr", "port", "user", "dbname", "service", "sslmode", "options", "application_name")
"""The options of a connection that tell where it leads, and no secret."""


def shown(url: str) -> str:
    """Such as `postgresql+psycopg://me:***@host/clinic`: without what may be a password, by its place or its name."""
    if (file := file_of(url)) is not None:
        options = "?" + url.partition("?")[2] if "?" in url else ""
        url = SQLITE + file + options
    else:
        url = _PASSWORD.sub(lambda found: found[0][: found.start(1) - found.start()] + "***@", url)
    return _OPTION.sub(lambda found: found[0] if _told(found[1].lower(), url) else f"{found[1]}{found[2]}***", url)


def _told(option: str, url: str) -> bool:
    """Whether an option may be shown: in a URL one of SHOWN; elsewhere, as in a file's name, any that is no secret."""
    return option in SHOWN if "://" in url else not re.search("pass|pwd|secret|token|key", option)


def of_file(file: str) -> str:
    """The URL of an SQLite file, whatever its name."""
    return SQLITE + file.replace("%", "%25").replace("?", "%3F")


def file_of(url: str) -> str | None:
    """The file that an SQLite URL names, without its options; None where it is of another database."""
    found = re.fullmatch(r"sqlite(?:\+pysqlite)?:///([^?]*)(?:\?.*)?", url, re.DOTALL)
    return unquote(found[1]) if found else None


def absolute(url: str) -> str:
    """The same store from whatever folder it is opened: an SQLite file by its whole path."""
    if (file := file_of(url)) is None:
        return url
    return of_file(os.path.abspath(file)) + "".join(url.partition("?")[1:])
