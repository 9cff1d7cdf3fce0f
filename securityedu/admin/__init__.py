"""What the admin shows of several apps together. Django looks for this module; the registrations stand in `content`."""

from securityedu.admin import content, people

__all__ = ["content", "people"]
