"""What measures would lower: kilograms, what they cost, what they do together, and the best of them for a budget."""
