"""Data for benchmarks, and what does the same work beside us."""
