"""What a garment is: the spec, its closed vocabularies and the grammar of what goes together."""
