"""Whether a study's results agree with each other, and with what was recorded of them."""
