"""Measurements. Figures are ratios of medians within one call, because machines differ and drift (``make bench``)."""
