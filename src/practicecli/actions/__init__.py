"""What a person can do that changes something: read, decide, write, queue, log, all or nothing."""
