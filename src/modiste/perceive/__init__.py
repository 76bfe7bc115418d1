"""The perceive layer: text and images into attributes, colours and vectors."""
