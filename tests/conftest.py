"""Settings of the tests: no test fails because the machine is busy."""

from hypothesis import settings

settings.register_profile("her2model", deadline=None)
settings.load_profile("her2model")
