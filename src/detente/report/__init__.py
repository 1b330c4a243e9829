"""Results to readers: terminal, JSON, SARIF, HTML, and all figures."""
