"""Push what waits, then pull what is new: decided first, done second, a platform at a time."""
