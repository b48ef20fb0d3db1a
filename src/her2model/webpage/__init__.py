"""One interactive HTML file that needs nothing else: ``data`` fills it, ``page`` makes it."""
