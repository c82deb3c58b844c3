"""The pages of customers, their couplings and their problems. What changes something is in ``jobs``."""
