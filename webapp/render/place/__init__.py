"""Pictures of a place: its timeline strip, a small map per era, and the divisions of its region."""
