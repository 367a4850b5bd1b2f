"""Where a webhook may lead: to the world outside, and into the clinic's own network only where that is allowed."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from planner.errors import Nonsense

LONGEST = 2000
Address = IPv4Address | IPv6Address
_EMBEDDED = (ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96"), ip_network("::/96"))
"""Networks of IPv6 whose last four bytes are an address of IPv4."""


class Unreachable(Exception):
    """A webhook's address that cannot be reached, or may not be; its text says why."""


@dataclass(frozen=True)
class Reach:
    """How far webhooks reach: `private` for every address of this machine and its networks, `named` for some.

    What is named is a host, or a network such as 10.1.0.0/16.
    """

    private: bool = False
    named: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.named:
            if not re.fullmatch(r"[\w.:-]+(/\d+)?", name) or ("/" in name and not _network(name)):
                raise Nonsense(f"{name!r} is no host and no network; write it like hooks.local or 10.1.0.0/16")

    def names(self, host: str, address: Address | None) -> bool:
        """Whether a host, or the network that its address is in, is named."""
        networks = [network for name in self.named if (network := _network(name))]
        return host.lower() in map(str.lower, self.named) or any(address in network for network in networks if address)

    def includes(self, host: str, address: Address) -> bool:
        """Whether a message may be sent to an address, that a host was found to have."""
        within = _within(address)
        if self.names(host, address) or self.names(host, within):
            return True
        if self.private:
            return not any(each.is_link_local or each.is_multicast or each.is_unspecified for each in (address, within))
        return is_public(address)

    def checked(self, url: str) -> SplitResult:
        """The parts of a webhook's address. Raises Nonsense for one that cannot be, or leads where it may not."""
        parts = self._split(url)
        host = parts.hostname or ""
        if parts.scheme == "http" and not (self.private or self.names(host, _number(host))):
            raise Nonsense("a webhook's address begins with https://, unless its host was allowed to planner serve")
        try:
            self.addresses(parts)
        except Refused as no:
            raise Nonsense(str(no)) from None
        except Unreachable:
            pass  # perhaps tomorrow
        return parts

    def addresses(self, parts: SplitResult) -> list[tuple[str, int]]:
        """Where a host is now: to be connected to as they are, since the next answer may be another.

        Raises Unreachable where it is nowhere, Refused where a message may not be sent.
        """
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Unreachable("no such host") from None
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if not all(self.includes(host, ip_address(each.partition("%")[0])) for each in addresses):
            raise Refused("the webhook's host is in a private network; planner serve --webhooks-to HOST allows it")
        return [(each, port) for each in addresses]

    def _split(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
            if not plain or parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
                raise ValueError
        except ValueError:
            raise Nonsense("the webhook's address is none; write it like https://example.org/hooks") from None
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise Nonsense("the webhook's address has a name, password or # in it; leave that out")
        return parts


class Refused(Unreachable):
    """One that may not be reached."""


def is_public(address: Address) -> bool:
    """Whether anybody in the world may have an address, also the one of IPv4 that it may have within."""
    within = _within(address)
    return within.is_global and not within.is_multicast and not within.is_reserved


def _within(address: Address) -> Address:
    """The address of IPv4 that one of IPv6 has within; else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if any(address in network for network in _EMBEDDED):
        return IPv4Address(address.packed[-4:])
    return address.sixtofour or (address.teredo[1] if address.teredo else address)


def _network(name: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(name)
    except ValueError:
        return None


def _number(host: str) -> Address | None:
    """The address that a host is said by; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None
