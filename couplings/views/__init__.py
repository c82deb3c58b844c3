"""The pages of records, their couplings and their problems. What changes something is in ``jobs``."""
