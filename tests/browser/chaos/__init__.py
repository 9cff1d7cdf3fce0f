"""Everything that can go wrong between typing and the server, by a seed: see test_chaos.py and `make chaos`."""
