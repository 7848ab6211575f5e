"""A practice to try things in: invented people, a few weeks of work, and one day played through."""
