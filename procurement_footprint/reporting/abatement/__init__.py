"""An abatement plan as a leaflet: what measures lower and cost, year by year, and where."""
