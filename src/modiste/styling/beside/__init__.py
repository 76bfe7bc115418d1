"""Commands of styling that people look for among recommendations."""
