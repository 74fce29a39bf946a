"""The follow-up of a year: its indicators, what measures give, and what people say of it."""
