"""The two systems and how to reach them."""
