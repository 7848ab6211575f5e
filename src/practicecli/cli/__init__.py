"""Parse, call, render: what a person types and what they see."""
