"""How sure the figures are: ranges of any part of a footprint, and how sure one part is above another.

The kilograms of a line are a sum of pieces, one for each product, category and kind of evidence:

    piece = kilograms × X_product × Y_category,evidence × L

X, Y and L are log-normal with mean 1 and independent of each other: X is shared by all pieces of a product, Y by all
of a category on the same evidence, L by everything. METHOD.md says why.
"""
