"""Which verdicts follow from the arrows alone, and which hang on a rule.

In reading order: ``monotone_rules`` (which rules fit the arrows), ``open_rules`` (networks whose
rules are left open), ``rule_choice`` (all choices, exactly), ``robustness`` (what users call),
``matrix`` (every cell of a resistance matrix).
"""
