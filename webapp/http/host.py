"""Host names of the site: generated addresses never use a Host header that is not ours."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["own_host", "with_own_host"]

_LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")


def own_host(asked: str, host: str, port: int, hosts: str) -> str:
    """The host for generated addresses: the requested one if it is ours, else the first of ours.

    `host` and `port` are the listening address, `hosts` further names, separated by commas.
    """
    named = [name.strip().lower() for name in hosts.split(",") if name.strip()]
    usual = f"[{host}]" if ":" in host else host
    name = asked.lower() if asked.endswith("]") else asked.lower().rpartition(":")[0] or asked.lower()
    if asked.lower() in named or name in (*named, *_LOOPBACK, usual):
        return asked
    return named[0] if named else f"{usual}:{port}"


def with_own_host(app: "WSGIApplication", host: str, port: int, hosts: str) -> "WSGIApplication":
    """A WSGI middleware that replaces foreign host names."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["HTTP_HOST"] = own_host(environ.get("HTTP_HOST", ""), host, port, hosts)
        return app(environ, start_response)

    return answer
