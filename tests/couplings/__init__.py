"""Tests of the pages of customers, couplings and problems."""
