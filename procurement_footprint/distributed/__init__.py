"""Where one machine is outgrown: ledgers are read, and their rows walk, on a Spark cluster."""
