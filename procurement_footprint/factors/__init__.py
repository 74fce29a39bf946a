"""Kilograms per krona: factor sets, exchange rates and price indices, each with its origin."""
