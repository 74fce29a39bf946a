"""The calculation: multiply, account for every row, explain every figure."""
