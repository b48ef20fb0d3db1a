"""The curator's bench: from a record to a model.

In reading order: ``caption_names``, ``caption_phrases``, ``caption_clauses`` and
``caption_patterns`` read a caption; ``suggestion`` proposes signed arrows; ``review`` keeps a
curator's verdicts on them; ``drafting`` makes a model file of those accepted; ``agreement``
compares curations.
"""
