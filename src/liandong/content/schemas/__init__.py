"""The shapes that content files must have; one module for each kind of file."""
