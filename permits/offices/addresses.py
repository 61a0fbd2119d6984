"""Where a message may be sent: public addresses over HTTPS, looked up once and then held on to.

An address that names a machine of our own network would let an office look behind the fence (server-side request
forgery). So the name is looked up here, every answer must be public, and the connection goes to the very address that
was looked at: a name that leads elsewhere a moment later leads nowhere.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings

from permits.offices.errors import AddressNotAllowed

#: Ports of HTTPS: others belong to other services.
PORTS = (443, 8443)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: the host that is named, the address that was looked at, port, path, whether TLS."""

    host: str
    address: str
    port: int
    path: str
    secure: bool


def target_of(url: str) -> Target:
    """Return where a message to an address goes. Errors: AddressNotAllowed."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise AddressNotAllowed from error
    ours = host in settings.WEBHOOK_INSIDE_HOSTS
    secure = parts.scheme == "https"
    port = port or (443 if secure else 80)
    if not host or parts.username or parts.password or parts.fragment or not url.isascii() or not url.isprintable():
        raise AddressNotAllowed
    if not ours and not (secure and port in PORTS):
        raise AddressNotAllowed
    if parts.scheme not in ("http", "https"):
        raise AddressNotAllowed
    path = parts.path or "/"
    address = _looked_up(host, port, ours=ours)
    return Target(host, address, port, f"{path}?{parts.query}" if parts.query else path, secure)


def _looked_up(host: str, port: int, *, ours: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressNotAllowed from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not (ours or all(is_public(ip_address(each.split("%")[0])) for each in addresses)):
        raise AddressNotAllowed
    return addresses[0]


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is anybody's on the internet: not private, local, reserved, shared or wrapped.

    >>> from ipaddress import ip_address
    >>> [is_public(ip_address(each)) for each in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return False
        if int(address) >> 32 == int(IPv6Address("64:ff9b::")) >> 32:  # NAT64 leads to an IPv4 address of any kind
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
