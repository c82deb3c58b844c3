"""Random runs against a misbehaving sandbox, by seed: nothing is lost, nothing doubled, nothing invented."""
