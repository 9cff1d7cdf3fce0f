"""The colours of theme.css stand out as WCAG 2.2 AA asks, in both schemes."""

import pytest

from securityedu import contrast


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#FFFFFF", 21), ("#777777", "#FFFFFF", 4.47)])
def test_contrast_is_that_of_the_standard(one, other, ratio):
    assert contrast.contrast(one, other) == contrast.contrast(other, one) == ratio


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_stands_out(scheme):
    found = contrast.pairs(contrast.schemes()[scheme])
    assert [(pair.front, pair.ground, pair.ratio) for pair in found if not pair.is_enough] == []


def test_schemes_differ_and_name_the_same_colours():
    light, dark = contrast.schemes().values()
    assert light.keys() == dark.keys() and light["paper"] == "#FBFAF6" != dark["paper"]
