"""`python -m reader` is `declaration-reader`."""

from reader.cli import main

if __name__ == "__main__":
    main()
