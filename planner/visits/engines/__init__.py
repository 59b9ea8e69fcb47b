"""Methods that choose days and order stops: one manager's book in, positions out."""
