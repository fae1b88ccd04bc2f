"""The areas of a record, opened: cells, coverages and places, and the look-ups to cells."""
