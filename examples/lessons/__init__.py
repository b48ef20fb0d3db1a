"""The lessons, which travel with the package."""
