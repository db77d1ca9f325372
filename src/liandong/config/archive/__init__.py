"""备份 (archive): one tar with the database, the evidence store and a manifest of row counts and hashes.

The secret key is not in it: whoever finds a backup must not be able to sign sessions with it.
"""
