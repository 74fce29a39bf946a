"""Hot spots as a leaflet: where to act, what a requirement gives, whom to ask, which criteria there are."""
