"""`python -m procurement_footprint …`."""

from procurement_footprint.commands import main

if __name__ == "__main__":
    main()
