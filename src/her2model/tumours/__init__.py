"""Real tumours: from what a laboratory has on disk to verdicts with reasons.

In reading order: ``conventions`` (how reports are read, as data); ``rows`` (lines of a file,
counted); ``maf``, ``study``, ``tables``, ``reports`` and ``vcf`` (a module for each kind of file);
``event_reading`` (what an event does to a model); ``tumour``, ``collecting`` and ``assembling``
(what was said of a sample, put together); ``judging`` (verdicts of every reading at once, from
landscapes); ``cohort``, ``clones``, ``oncoprint``; ``reading`` is what users call.
"""
