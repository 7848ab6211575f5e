"""Keys and tokens; the only room that sees them.

Nothing of them lands in argv, in the environment or in an error's words.

On the way to every command lie `keys`, `keyfile` and `identity`: they import next to nothing.
"""
