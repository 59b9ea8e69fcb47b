"""Arrays in, positions out: which sites to open so that weighted travel is least."""
