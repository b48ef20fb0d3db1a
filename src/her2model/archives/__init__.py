"""COMBINE archives: a scenario described for other programs, and what others described, run.

In reading order: ``omex`` is the zip with its manifest; ``sedml_writing`` describes a simulation;
``sedml_reading`` reads a description, ``targets`` finds what it points at in a model's XML and
changes it; ``running`` answers it and writes the reports; ``checking`` asks the libraries of the
standards. What users call is ``write_archive`` and ``run_archive``.
"""
