"""Assembling and running the site: the application, the server, logs, metrics, and reloading the record."""
