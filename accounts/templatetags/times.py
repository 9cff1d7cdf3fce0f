from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from accounts.time_zones import shown_name

register = template.Library()


@register.filter(expects_localtime=True)
def moment(when):
    """Day and time with the zone's name, for what somebody may have to keep: "1 Sep 2026, 11 a.m. CEST"."""
    if when is None:
        return ""
    text = date_format(when, "DATETIME_FORMAT")
    return format_html('<time datetime="{}">{} {}</time>', when.isoformat(timespec="seconds"), text, zone(when))


@register.filter(expects_localtime=True)
def zone(when):
    """The name of the zone that this time is shown in; it changes with summer time."""
    return shown_name(when.tzname() or "") if when else ""


@register.simple_tag
def current_moment():
    return moment(timezone.localtime())
