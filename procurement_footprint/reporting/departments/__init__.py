"""A page for each department, to send to its head, and the list of all of them."""
