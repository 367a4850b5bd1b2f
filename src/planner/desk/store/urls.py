"""The URL of a store as it may be shown: without any password."""

from __future__ import annotations

import re

_PASSWORD = re.compile(r"(?<=://)([^:@/?]*:).*(?=@)|\b((?:ssl)?password=)[^&]*", re.IGNORECASE)


def shown(url: str) -> str:
    """Such as `postgresql+psycopg://me:***@host/clinic`: less what is between a name and the last @, or a parameter."""
    return _PASSWORD.sub(lambda found: f"{found[1] or found[2]}***", url)
