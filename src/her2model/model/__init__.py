"""What a model is: rules, parts, the model, its file, and the tables beside it.

In reading order: ``expressions``, ``dialects``, ``tokens`` and ``parsing`` (the text of a rule),
``implicants`` and ``rules`` (Boolean functions), ``parts`` (species, arrows,
evidence, claims), ``model``, ``merging``, ``files``, ``strict_yaml`` and ``model_file`` (what
people write), ``figures`` (PFOCR records) and ``entities`` (what a printed word means).

Names that people type: ``changes`` and ``phrases`` read an event, ``variants`` says what it does,
``name_table`` what a name means, ``targets``, ``event_names`` and ``names`` what of it a model has.

``track_record``: how often verdicts came true. ``arguments``: what callers give, of
the right kind or told in a sentence.
"""
