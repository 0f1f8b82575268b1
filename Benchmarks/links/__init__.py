"""Arrival times over links that lose, delay and merge, against what the links saw."""
