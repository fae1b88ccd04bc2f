"""Who succeeded whom: paths along successions in order of time."""
