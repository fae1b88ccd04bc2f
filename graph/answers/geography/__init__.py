"""Where bodies were on a day: maps, places and areas, and the forms that other programs draw from."""
