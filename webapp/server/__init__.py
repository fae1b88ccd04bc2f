"""Running the site: the server, logs, metrics, and reloading the record."""
