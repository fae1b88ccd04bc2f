"""What the library answers about the record: one question a module, the same for site, command line and Python."""
