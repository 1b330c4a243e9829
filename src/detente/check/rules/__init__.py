"""The rules of `detente check`, one file each; the docstring of a file is the rule's page."""
