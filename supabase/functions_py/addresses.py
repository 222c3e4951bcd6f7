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

# Addresses that carry an IPv4 address inside, to which the network may translate them: NAT64
# (RFC 6052), 6to4 (RFC 3056) and Teredo (RFC 4380). Nobody is served there.
_TRANSLATED = tuple(
    ipaddress.IPv6Network(network) for network in ("64:ff9b::/96", "2002::/16", "2001::/32")
)


class AddressRefused(OSError):
    """An address that is not asked. `strerror` says why, and repeats nothing of it."""


def is_public(address: str) -> bool:
    """True for an IP address that anybody on the internet may reach."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in _TRANSLATED):
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
