"""The made-up rows of both systems: same seed, same rows. What tables look like and their rules are elsewhere."""
