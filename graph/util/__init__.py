"""Small tools that know nothing of the record: atomic writes, child processes, text."""
