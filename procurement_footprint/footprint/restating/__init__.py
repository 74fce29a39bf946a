"""A footprint restated under the method of another: its factors first, then its mapping, then its boundary.

    A → factors → mapping → boundary

Each step gives FOOTPRINT rows, of which the difference to the step before is what that step changes. The ledger, its
suppliers and departments stay as they are in A.
"""
