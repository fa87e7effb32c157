"""Growth over all occasions: ``mixed_model`` fits the lines, ``slopes`` tests them."""
