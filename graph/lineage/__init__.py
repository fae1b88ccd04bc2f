"""Who followed whom: paths through successions in time order, the shares along them, and their forms."""
