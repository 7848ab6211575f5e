"""Outside formats: what other programs wrote becomes records, and records become files."""
