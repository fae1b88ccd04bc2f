"""Places and outlines: finding a place from what people write, and the shapes of the cells that it is made of."""
