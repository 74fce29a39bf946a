"""An invented Swedish municipality with its ledgers, for trying things out and for the tests."""
