"""One port: the live stream and the health answers natively, everything else through Django on a few threads.

See docs/decisions/0008-server-shape.md for the measurements behind the shape.
"""
