"""What has changed on the way of a copy, as messages."""

from collections.abc import Sequence

from django.contrib import messages
from django.utils.translation import gettext as _

# More than these nobody reads.
MOST_NOTES = 15


def tell_notes(request, notes: Sequence[str]) -> None:
    for note in notes[:MOST_NOTES]:
        messages.info(request, note)
    if len(notes) > MOST_NOTES:
        messages.info(request, _("… and %d more changes.") % (len(notes) - MOST_NOTES))
