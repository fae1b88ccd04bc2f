"""The record as a whole: what changed in it, and how other programs find it and the site."""
