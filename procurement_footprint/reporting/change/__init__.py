"""The report of a comparison: why a footprint changed, in a sentence, a waterfall, and tables that add up."""
