"""What can be measured of a page: axe's findings, what makes it scroll sideways, controls too small for a finger."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def visit(page, address, status=200):
    assert page.goto(address).status == status
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def violations(page, **options):
    result = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']][:5]}"
        for violation in result.response["violations"]
    ]


def dark_violations(page):
    """In the dark only the colours are others. Without motion they are there at once: buttons fade into them."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = violations(page, runOnly=["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    return found


def too_wide_at_320(page):
    """What makes the page scroll sideways where a window of 1280 pixels is zoomed to 400 %."""
    page.set_viewport_size({"width": 320, "height": 640})
    return page.evaluate(TOO_WIDE)


TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? null :
    [...document.querySelectorAll('main *, header *, footer *')]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 4).map(each => `${each.tagName}.${each.className}`)"""


def small_controls(page):
    """Controls lower than 44 pixels. Links and terms within a sentence are as high as its lines."""
    return page.evaluate(SMALL)


SMALL = """() => {
    const tooSmall = (each) => {
        const rects = [each, ...(each.labels ?? [])].map((part) => part.getBoundingClientRect());
        const height = Math.max(...rects.map((rect) => rect.height));
        return each.checkVisibility({visibilityProperty: true}) && rects[0].width > 1 && height < 43.5;
    };
    const inSentence = (each) => {
        if (!each.matches('a, .term') || !getComputedStyle(each).display.startsWith('inline')) return false;
        const block = each.closest('p, li, dd, td, figcaption, label, summary, .alert');
        return block && block.textContent.trim().length > each.textContent.trim().length + 1;
    };
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
        .filter(each => !each.matches('.skip-link') && tooSmall(each) && !inSentence(each))
        .slice(0, 4).map(each => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 30)}`);
}"""
