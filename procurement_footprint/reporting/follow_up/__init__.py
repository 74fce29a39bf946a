"""The yearly page: what a climate contract's follow-up asks for, on one sheet of paper."""
