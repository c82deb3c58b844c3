"""Who changed what in the configuration: the change log, and who is at work. Used by every app, and knows none."""
