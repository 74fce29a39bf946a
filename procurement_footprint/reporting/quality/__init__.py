"""How sure the number is, for the page of quality: letters, what makes it uncertain, factors, findings, old reviews."""
