"""Results -> bytes, one module per format; and files that appear only when they are complete."""
