"""What a text may mean: bodies, places, days, questions in words, and what leads on from them."""
