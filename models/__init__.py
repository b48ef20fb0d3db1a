"""The curated model files; :mod:`her2model.library` reads them."""
