"""Text to tree, nothing looked up: literate Markdown, line forms, parser and formatter."""
