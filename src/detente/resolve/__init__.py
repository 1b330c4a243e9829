"""Tree to model: the only door between them."""
