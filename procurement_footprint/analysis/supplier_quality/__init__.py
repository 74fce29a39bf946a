"""How good the suppliers of a ledger are: numbers, names, natural persons, and payees that hide who has sold."""
