"""Measuring clean-news beside its peers: one command for each page of figures in `docs/`."""
