"""The other side of the wire: a small real server that behaves as a platform does, in time of its own."""
