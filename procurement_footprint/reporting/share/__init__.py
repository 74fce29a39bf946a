"""What of a footprint may be published: written, and looked through for personal data before anybody sees it."""
