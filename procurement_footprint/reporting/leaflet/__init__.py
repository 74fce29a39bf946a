"""A leaflet: a short report about one question (what changed, where to act): on the terminal, as page and workbook."""
