"""Who is asking, as far as limits go: an address, and of IPv6 the network of one household."""

from ipaddress import IPv6Address, ip_address

__all__ = ["client_of"]


def client_of(peer: str, forwarded: str, proxies: int) -> str:
    """The client of a request: whoever connects, or behind so many proxies of ours whom the outermost one saw.

    `forwarded` is the header X-Forwarded-For, to which each proxy adds whom it saw. Of an address of IPv6 only the
    first 64 bits count: a client has all the others to itself.
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
