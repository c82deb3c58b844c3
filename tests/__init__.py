"""The tests; the folders mirror the packages, one file for each behaviour."""
