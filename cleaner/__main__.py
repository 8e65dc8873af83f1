"""`python -m cleaner` is the command `clean-news`."""

from cleaner.cli import main

main()
