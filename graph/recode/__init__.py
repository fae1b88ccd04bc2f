"""Tables of one day's codes turned into the bodies of another day."""
