from hypothesis import settings

# A busy machine must not fail a test; what has to be quick is measured where it is claimed.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
