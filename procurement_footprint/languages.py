"""The languages that reports speak."""

LANGUAGES = ("sv", "en")
