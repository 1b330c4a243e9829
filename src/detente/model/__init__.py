"""What a settlement means: frozen records without input, output or syntax. The docstrings are the manual."""
