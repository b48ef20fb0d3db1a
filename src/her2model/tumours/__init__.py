"""Real tumours: from what a laboratory has on disk to verdicts with reasons.

In reading order: ``conventions`` (how reports are read, as data), ``rows`` (lines of a file, counted),
``maf``, ``study``, ``tables``, ``reports`` and ``vcf`` (a module for each kind of file, records out),
``event_reading`` (what a record does to a model), ``tumour``, ``collecting`` (records to tumours),
``judging`` (verdicts for every reading at once, from landscapes), ``cohort``, ``clones``, ``escapes``
and ``sequences`` (what next), ``oncoprint`` and ``cohort_page`` (picture and page), ``reading``.
"""
