"""Pictures of garments into colours, attributes and vectors."""
