"""Stability: once signed, will they keep it? The graph model for conflict resolution, on conflicts written or derived."""
