"""`python -m procurement_footprint …`."""

from procurement_footprint.commands import program

if __name__ == "__main__":
    program()
