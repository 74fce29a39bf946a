"""Hot spots: where most is emitted, how sure that is, and what a requirement there could give."""
