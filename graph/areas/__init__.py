"""Places and outlines: looking up a place from text, and the shapes of the cells it is made of."""
