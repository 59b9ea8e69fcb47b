"""Gazetteers made of what there is: map extracts, area layers, address lists, GeoNames."""
