"""Columns that no page of a system has: worked out from other tables of the same system, and used like any other."""
