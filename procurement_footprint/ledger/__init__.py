"""Purchases as booked: any file that a finance system delivers becomes rows with an address."""
