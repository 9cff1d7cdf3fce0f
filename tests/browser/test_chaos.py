"""What the server holds after handing in is what was typed last, whatever happened on the way.

A few seeds of tests/browser/chaos; `make chaos N=1000` runs more.
"""

import pytest

from tests.browser.chaos.site import Site
from tests.browser.chaos.walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Site(tmp_path_factory.mktemp("chaos")) as site:
        yield site


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_that_was_typed_is_lost(site, chromium, seed):
    walk = Walk(site, chromium, seed)
    losses = walk.run()
    assert not losses, "\n".join([*losses, *walk.log])
