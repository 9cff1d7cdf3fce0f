from django import template

from lessons.selectors import has_imprint

register = template.Library()
register.simple_tag(has_imprint)
