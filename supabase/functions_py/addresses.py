"""Which addresses others may send us to: public ones, by https; this machine's where allowed.

A sink's URL is written by whoever may write the table, a result's by a provider, and we stand
inside the network: without this we could be sent to a cloud's metadata service or to a database.
"""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

_LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")

# All that was ever given out of IPv6 (IANA's registry of global unicast). Whatever Python's own
# list of special addresses lacks, such as fec0::/10, ::/96 or 64:ff9b:1::/48, lies outside.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")

# Within it, addresses that carry an IPv4 address inside, to which the network may translate them:
# 6to4 (RFC 3056) and Teredo (RFC 4380); and examples (RFC 9637). Nobody is served there.
_NOBODYS_V6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2002::/16", "2001::/32", "3fff::/20")
)
# The relays of 6to4 (RFC 7526).
_RELAYS_V4 = ipaddress.IPv4Network("192.88.99.0/24")


class AddressRefused(OSError):
    """An address that is not asked. `strerror` says why, and repeats nothing of it."""


def is_public(address: str) -> bool:
    """True for an IP address that anybody on the internet may reach."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip not in _GLOBAL_UNICAST or any(ip in network for network in _NOBODYS_V6):
            return False
    if isinstance(ip, ipaddress.IPv4Address) and ip in _RELAYS_V4:
        return False
    return ip.is_global and not ip.is_multicast


def checked_url(text: str, *, allow_private: bool) -> URL:
    """The URL, if it may be asked. Raises AddressRefused.

    https, or http to this machine; no user in it; an address written as figures must be public.
    Names are judged when they are resolved, by PublicResolver.
    """
    try:
        url = URL(text)
    except ValueError:
        raise AddressRefused(None, "the address is no URL") from None
    host = url.host or ""
    if not host or url.user is not None or url.password is not None:
        raise AddressRefused(None, "the address has no host, or a user in it")
    if url.scheme != "https" and not (url.scheme == "http" and host in _LOOPBACK_HOSTS):
        raise AddressRefused(None, "the address is not https")
    if not allow_private and _is_private_literal(host):
        raise AddressRefused(None, "the address is private")
    return url


def _is_private_literal(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return False


class PublicResolver(AbstractResolver):
    """Resolves names, and refuses those that lead anywhere but to public addresses. What it
    answers is what is connected to, so that no second answer can differ."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not all(is_public(result["host"]) for result in found):
            raise AddressRefused(None, "the name leads to a private address")
        return found

    async def close(self) -> None:
        await self._resolver.close()
