"""内核 (kernel): clock, ids, errors, events, expressions, geo and text.

Small parts without tables and without business words; every other app stands on them and they stand on
nothing of ours.
"""
