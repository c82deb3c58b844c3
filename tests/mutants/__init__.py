"""Mutation testing: small faults are put into a module one by one, and each should be found by a test."""
