"""What a model is: rules, parts, the model, its file, and the tables beside it.

In reading order: ``implicants`` and ``rules`` (Boolean functions), ``parts`` (species, arrows,
evidence, claims), ``model``, ``merging``, ``strict_yaml`` and ``model_file`` (the file that people
write), ``figures`` (PFOCR records) and ``entities`` (what a printed word means).
"""
