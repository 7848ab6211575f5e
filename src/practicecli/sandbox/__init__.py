"""The other side of the wire: a real server that behaves as a platform does, in its own time."""
