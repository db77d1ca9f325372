"""Liandong (联动): emergency coordination and command for local government."""

__version__ = "0.1.0"
