"""Readers of the factor tables that others publish, one file each; every one returns an `Imported`."""
