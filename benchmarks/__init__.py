"""Measurements of large runs. Figures are ratios within one call, because machines differ and drift."""
