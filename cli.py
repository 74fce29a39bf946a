"""`python cli.py …` from a checkout does what `procurement-footprint …` does when installed."""

from procurement_footprint.commands import main

if __name__ == "__main__":
    main()
