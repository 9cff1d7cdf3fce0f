"""A site to look at: made-up people with six weeks of work behind them.

people.py who they are · answering.py how they answer (pure) · sitting.py one attempt · walking.py one learner's weeks ·
timed_test.py what their instructor adds to the course · site.py all of it
"""
