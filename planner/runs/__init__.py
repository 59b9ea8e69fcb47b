"""Many walks: folders of runs, child processes with limits, and going on after anything.

Nothing is imported here: whether a sweep has changed at all is told by `record` alone, in a moment.
"""
