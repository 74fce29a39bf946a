"""A footprint as open data: tables with their schema, a description for data portals, and how to use them."""
