"""What if: the cells of a footprint after some purchases were changed, step by step, and what each step gives.

A step changes cells and gives cells back: money to the öre, kilograms in whole grams, so that what comes out adds up by
category, department and supplier as the footprint does. METHOD.md says how each kind of step is computed.
"""
