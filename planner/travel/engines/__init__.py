"""Arrays in, positions out: the road graph, points on its links, fastest ways through it."""
