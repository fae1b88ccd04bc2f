"""Running the site: the server, its logs and metrics, and taking up a new record."""
