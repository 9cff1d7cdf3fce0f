from django import template
from django.utils import timezone

from securityedu import attention
from securityedu.version import version

register = template.Library()


@register.simple_tag(takes_context=True)
def notices(context):
    return attention.notices(context["request"].user, now=timezone.now())


@register.simple_tag(takes_context=True)
def open_first_steps(context):
    """The first steps for who can take them, while one is left."""
    steps = attention.first_steps() if context["request"].user.is_superuser else []
    return [] if all(step.done for step in steps) else steps


@register.simple_tag
def site_version():
    return version()
