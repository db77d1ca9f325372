"""`python -m liandong` is the `liandong` command."""

from liandong.cli import main

if __name__ == "__main__":
    main()
