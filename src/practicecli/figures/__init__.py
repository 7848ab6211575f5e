"""The numbers and texts that decide, with source and date; `load` and `icd` give the records."""
