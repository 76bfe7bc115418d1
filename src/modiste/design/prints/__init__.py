"""Prints: seamless repeats as vectors, drawn from a palette and a seed, or cut from a photo."""
