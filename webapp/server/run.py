"""Runs the site for the command `serve`: several processes, or one if the system cannot fork."""

import errno
import logging.config
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping
from typing import Any, Final

from . import logs
from .observed_site import LOOPBACK, CannotServe, answer_by_port, bind, observed_site, threads
from .warm import warm

__all__ = ["CannotServe", "serve"]

_COUNTS: Final = "PROMETHEUS_MULTIPROC_DIR"


def serve(config: Mapping[str, Any]) -> None:
    """Loads the record, then serves on an address until stopped; `config` is complete, made by `settings`.

    Raises:
        CannotServe: the address is in use, or not this machine's.
        RecordError: the record cannot be read or breaks its rules; nothing is served.
    """
    host, port, metrics_port = config["HOST"], config["PORT"], config["METRICS_PORT"]
    _require_free(host, port)
    if metrics_port:
        _require_free(LOOPBACK, metrics_port)
    counts = tempfile.mkdtemp(prefix="nhs-restructures-") if metrics_port else None
    if counts:
        os.environ[_COUNTS] = counts
    main = os.getpid()

    def ready() -> None:
        print(f"NHS Restructures at http://{bind(host, port)}/  (stop with Ctrl-C)", flush=True)

    try:
        if hasattr(os, "fork"):
            from . import processes

            processes.serve(config, ready)
        else:
            _serve_alone(config, ready)
    finally:
        if counts and os.getpid() == main:  # workers also leave through here
            shutil.rmtree(counts, ignore_errors=True)


def _serve_alone(config: Mapping[str, Any], ready: Callable[[], None]) -> None:
    """Serves from this process (Windows): for local use, without workers or reloading."""
    import waitress

    logging.config.dictConfig(logs.configuration())
    app = observed_site(config)
    if config["WARM"]:
        warm(app)
    binds = [bind(config["HOST"], config["PORT"])]
    if config["METRICS_PORT"]:
        binds.append(bind(LOOPBACK, config["METRICS_PORT"]))
    answer = answer_by_port(app, config["METRICS_PORT"])
    server = waitress.create_server(answer, listen=" ".join(binds), threads=threads(config), ident=None)
    ready()
    server.run()


def _require_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except socket.gaierror:
        raise CannotServe(f"This machine has no address {host}. Choose one, such as --host {LOOPBACK}") from None
    except PermissionError:
        raise CannotServe(f"Port {port} is kept for the system. Choose one from 1024: --port 8000") from None
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else "cannot be listened on"
        raise CannotServe(f"Port {port} of {host} {reason}. Choose another: --port {_another(port)}") from None


def _another(port: int) -> int:
    return port + 1 if port < 65_535 else 8000
