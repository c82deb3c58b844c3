"""The pure core: decides what a run does. Standard library only; no Django, clock, randomness or network."""
