"""The caller of a request."""

from __future__ import annotations

from dataclasses import dataclass

from planner.desk.store.server.accounts import Account
from planner.http.access.scopes import FACTS, PATIENT, ROLES


@dataclass(frozen=True)
class Caller:
    """Who asks: a token, or a person with a session. `name` is who they are in the journal."""

    id: str
    name: str
    scopes: frozenset[str]
    role: str | None = None
    subject: str | None = None
    may_return: bool = True
    """Whether they can sign in again: a person who was invited and has no password yet cannot."""
    csrf: str = ""
    """Of a session: what its pages send as X-CSRF-Token."""

    @classmethod
    def of(cls, account: Account, csrf: str = "") -> Caller:
        scopes = ROLES[account.role] if account.role else frozenset(account.scopes)
        may_return = account.role is None or account.password is not None
        return cls(account.id, account.name, scopes, account.role, account.subject, may_return, csrf)

    @property
    def portal(self) -> bool:
        """Whether it books for patients and sees none: of what others have, it is told times alone."""
        return FACTS not in self.scopes

    @property
    def reads_names(self) -> bool:
        """Whether it is one of the staff at a page, who is told names; programs are told ids."""
        return bool(self.csrf) and not self.portal

    @property
    def patient(self) -> str | None:
        """The only patient whom it asks about; None where it may ask about all."""
        kind, _, id = (self.subject or "").partition(":")
        return id if kind == PATIENT else None

    def may(self, scope: str) -> bool:
        return scope in self.scopes
