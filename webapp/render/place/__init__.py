"""Pictures of a place: the strip of its time, a small map for each era, and how its region was divided."""
