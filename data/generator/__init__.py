"""Makes the sample city of data/city: every figure and name in it is invented."""
