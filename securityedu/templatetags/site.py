from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site_name() -> str:
    """What people call this site: SITE_NAME."""
    return settings.SITE_NAME
