"""What a person can do that changes something: read, decide, write, queue and log, in one transaction."""
