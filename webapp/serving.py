"""Running the site as people run it: gunicorn with several workers, each with threads, started by `cli.py serve`."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from . import create_app

__all__ = ["serve"]


class _Site(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings in place of a command line of its own."""

    def __init__(self, app: Flask, settings: Mapping[str, object]) -> None:
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def serve(host: str, port: int, workers: int, config: Mapping[str, Any]) -> None:
    """Opens the record, then answers on an address until stopped.

    Raises:
        RecordError: the record cannot be read or breaks its rules; nothing is served.
    """
    app = create_app(config)
    print(f"NHS Restructures at http://{host}:{port}/  (stop with Ctrl-C)", flush=True)
    settings = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": 8,
        "timeout": 60,
        "graceful_timeout": 20,
        "loglevel": "warning",
        "proc_name": "nhs-restructures",
    }
    _Site(app, settings).run()
