"""Documents that people print. They are given plain records and give bytes."""
