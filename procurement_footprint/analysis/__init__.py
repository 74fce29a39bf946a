"""A footprint summarised: small tables that add up."""
