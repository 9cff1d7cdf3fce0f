"""What base.html says about a page to search engines and to those who share its address."""

from django import template
from django.conf import settings
from django.template.loader_tags import BLOCK_CONTEXT_KEY

register = template.Library()


@register.simple_tag(takes_context=True)
def block_text(context, name: str) -> str:
    """What the page puts into a block, once more: Django renders a block in one place only."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)


@register.simple_tag
def site_address(path: str) -> str:
    """A path as a whole address, without its query."""
    return settings.SITE_URL + path
