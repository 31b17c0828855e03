"""How each calendar program is taught an address: three steps, and a drawing of where they are done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Program:
    """One program: the words of its own screens, in the reader's language. `field` is what is written there."""

    name: str
    opened: str
    pressed: str
    field: str
    done: str
    note: str

    @property
    def steps(self) -> tuple[str, str, str]:
        """What to do, in order."""
        last = {"field": self.field, "done": self.done}
        return (
            _("Open “%(place)s”.") % {"place": self.opened},
            _("Choose “%(choice)s”.") % {"choice": self.pressed},
            _("Put the address in, and press “%(done)s”.") % last,
        )

    @property
    def alt(self) -> str:
        """The drawing in words."""
        return _("A window of %(program)s, with the three places numbered.") % {"program": self.name}


def programs() -> list[Program]:
    """The programs that most ministries have."""
    return [
        Program(
            "Google Calendar",
            _("Other calendars +"),
            _("From URL"),
            "https://…/calendars/….ics",
            _("Add calendar"),
            _("In a browser on a computer; the phone follows. Google reads an address a few times a day at most."),
        ),
        Program(
            "Outlook",
            _("Add calendar"),
            _("Subscribe from web"),
            "https://…/calendars/….ics",
            _("Import"),
            _("Outlook on the web and the new Outlook. It reads an address every few hours."),
        ),
        Program(
            "Apple",
            _("File"),
            _("New Calendar Subscription…"),
            "webcal://…/calendars/….ics",
            _("Subscribe"),
            _("On an iPhone: Settings, Calendar, Accounts, Add CalDAV Account, with server and password."),
        ),
        Program(
            "Thunderbird",
            _("New Calendar…"),
            _("On the Network"),
            "https://…/dav/",
            _("Find Calendars"),
            _("With the server and your password it finds all your calendars; an address works too."),
        ),
    ]
