"""Identifies a client for limits: an IP address, or for IPv6 the network of one household."""

from ipaddress import IPv6Address, ip_address

__all__ = ["client_of"]


def client_of(peer: str, forwarded: str, proxies: int) -> str:
    """The client of a request: the peer, or behind trusted proxies the address the outermost one saw.

    `forwarded` is the X-Forwarded-For header, to which each proxy appends its peer. Only the first 64 bits of an IPv6
    address count, since a client has all the others to itself.
    """
    if proxies:
        named = [each.strip() for each in forwarded.split(",")]
        peer = named[-proxies] if len(named) >= proxies and named[-proxies] else peer
    if ":" not in peer:
        return peer
    try:
        address = ip_address(peer.partition("%")[0])
    except ValueError:
        return peer
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"
