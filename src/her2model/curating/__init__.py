"""The curator's bench: from a record to a model.

In reading order: ``suggestion`` proposes the signed arrows that a reader of captions found
(``stated_arrow`` says what a reader yields; ``caption_reader``, with ``caption_names`` and
``caption_lexicon``, is the one used by itself); ``review`` keeps a curator's verdicts on them;
``drafting`` makes a model file of those accepted; ``agreement`` and ``agreement_chart`` compare
curations.
"""
