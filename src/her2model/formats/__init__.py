"""In and out of other tools: a file per format.

Each format is a :class:`~her2model.formats.format.Format`; ``registry`` finds it by the suffix of
a file, ``assembly`` makes a model of what a reader found, ``format`` tells what was lost.
"""
