"""Who followed whom: paths through successions in time order."""
