"""Figure records (PFOCR, CC0) that travel with the package."""
