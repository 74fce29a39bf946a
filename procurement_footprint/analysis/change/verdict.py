"""What a change comes to, in one word."""

VERDICTS = ("decrease", "increase", "method", "unsure", "none")
