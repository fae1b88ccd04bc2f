"""gunicorn with several workers sharing one record, on systems that can fork.

The record is loaded before forking, so it is in memory once. On SIGHUP a separate process validates the new record; it
is then loaded and the workers are replaced. An unusable record changes nothing.
"""

import gc
import logging
import resource
from collections.abc import Callable, Mapping
from typing import Any, Final

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from graph.errors import RecordError

from ..http.budget import Budget
from ..http.site import change_site, site_of
from . import logs
from .heap import have_few_pools
from .neighbours import Neighbours
from .observed_site import LOOPBACK, answer_by_port, bind, observed_site
from .observed_site import threads as threads_of
from .reload import Look
from .warm import warm
from .worker import DESCRIPTORS, Worker

__all__ = ["options", "serve"]

_LOG: Final = logging.getLogger("nhs_restructures")
_CONNECTIONS: Final = 1000
_KEPT_FREE: Final = 32


def serve(config: Mapping[str, Any], ready: Callable[[], None]) -> None:
    """Runs until stopped; `ready` is called once the record is loaded.

    Raises:
        RecordError: the record cannot be read or breaks its rules; nothing is served.
    """
    have_few_pools()
    site = _Site(config)
    _share()
    ready()
    site.run()


class _Site(BaseApplication):
    """gunicorn with our settings instead of its own command line."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._budget = Budget(config["CLIENT_SECONDS"])
        self._app = observed_site(config, budget=self._budget)
        self._prepare()
        self._look: Look | None = None
        self.neighbours = Neighbours()
        super().__init__()

    def load_config(self) -> None:
        for name, value in options(self._config).items():
            self.cfg.set(name, value)
        if self._config["METRICS_PORT"]:
            from .metrics import begun, ended

            self.cfg.set("post_fork", lambda _arbiter, _worker: begun())
            self.cfg.set("child_exit", lambda _arbiter, worker: ended(worker.pid))

    @property
    def proxies(self) -> int:
        """The number of reverse proxies in front."""
        return int(self._config["PROXIES"])

    @property
    def longest_body(self) -> int:
        """The server's limit for request bodies; the site reports smaller excesses itself, up to twice its limit."""
        return 2 * int(self._app.config["MAX_CONTENT_LENGTH"])

    def load(self) -> Any:  # a WSGI application, which gunicorn's stubs type differently
        return answer_by_port(self._app, self._config["METRICS_PORT"])

    def _prepare(self) -> None:
        """Makes what the workers share, before they are forked."""
        try:
            site_of(self._app).queries.prepare()
        except OSError as error:  # each worker tries again at its first query
            _LOG.error("Queries cannot be prepared", extra={"told": {"why": str(error)}})
        if self._config["WARM"]:
            warm(self._app)

    def run(self) -> None:
        _Arbiter(self).run()

    def look(self) -> None:
        """Starts validating the new record; a validation still running may have seen an older file and is stopped."""
        self.look_no_more()
        self._look = Look(self._config["RECORD"], self._config["STORE"])

    def looked(self) -> bool:
        """Whether the validation has finished."""
        return self._look is not None and self._look.over

    def look_no_more(self) -> None:
        """Stops the validation, if one is running."""
        if self._look is not None:
            self._look.end()
            self._look = None

    def reload(self) -> None:
        """Called by gunicorn before it forks new workers and lets the old ones finish."""
        super().reload()
        gc.unfreeze()
        try:
            if self._look is not None:
                before = site_of(self._app).queries
                self._app = observed_site(self._config, self._look.record(), self._budget)
                self._prepare()
                before.release()  # it ends when the last old worker does
            version = site_of(self._app).record.version
            _LOG.info("The record was opened anew", extra={"told": {"version": version}})
        except Exception as error:  # whatever is wrong with the new one, keep serving the old one
            why = error if isinstance(error, RecordError) else RecordError("It cannot be opened.")
            change_site(self._app, refused=why.public)
            _LOG.error("The new record is not taken, the old one is kept", extra={"told": {"why": str(why)}})
            if self._config["METRICS_PORT"]:
                from .metrics import REFUSALS

                REFUSALS.inc()
        self.look_no_more()
        self.callable = None
        _share()


class _Arbiter(Arbiter):
    """gunicorn's arbiter, which keeps working after SIGHUP until the new record is validated."""

    app: _Site

    def handle_hup(self) -> None:
        self.app.look()

    def handle_chld(self) -> None:
        if self.app.looked():
            self.reload()
        super().handle_chld()

    handle_cld = handle_chld  # the signal has two names, and gunicorn may use either

    def stop(self, graceful: bool = True) -> None:
        self.app.look_no_more()
        super().stop(graceful)


def options(config: Mapping[str, Any]) -> dict[str, Any]:
    """gunicorn's options for a configuration of the site."""
    binds = [bind(config["HOST"], config["PORT"])]
    if config["METRICS_PORT"]:
        binds.append(bind(LOOPBACK, config["METRICS_PORT"]))
    threads = threads_of(config)
    return {
        "bind": binds,
        "workers": config["WORKERS"],
        "worker_class": Worker,
        "threads": threads,
        "worker_connections": _connections(threads),
        "timeout": 60,
        # Longer than a proxy's keep-alive (60 s), so that no proxy uses a connection we have just closed.
        "keepalive": 75,
        "graceful_timeout": config["STOP_SECONDS"],
        "logconfig_dict": logs.configuration(),
        "proc_name": "nhs-restructures",
        "control_socket_disable": True,
    }


def _connections(threads: int) -> int:
    """The number of connections per process; others wait in the kernel.

    Each uses a descriptor; some are reserved for what threads need to answer.
    """
    descriptors, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY or most > DESCRIPTORS:
        most = DESCRIPTORS
    if descriptors < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return max(threads + 1, min(_CONNECTIONS, most - _KEPT_FREE - 4 * threads))


def _share() -> None:
    """Keeps each worker's garbage collector from writing to, and so copying, shared memory."""
    gc.collect()
    gc.freeze()
