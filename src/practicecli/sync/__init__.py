"""Push what waits, then pull what is new: decided first, done second, one platform after the other."""
