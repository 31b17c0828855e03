"""The addresses of calendars: feeds, and CalDAV."""

from __future__ import annotations

from django.urls import path

from proposals.calendars import feeds
from proposals.calendars.dav import views as dav

app_name = "calendars"
urlpatterns = [
    path("calendars/<str:secret>.ics", feeds.feed, name="feed"),
    path(".well-known/caldav", dav.well_known, name="well-known"),
    path("dav/", dav.root, name="dav"),
    path("dav/me/", dav.principal, name="dav-principal"),
    path("dav/calendars/", dav.home, name="dav-home"),
    path("dav/calendars/<slug:slug>/", dav.calendar, name="dav-calendar"),
    path("dav/calendars/<slug:slug>/<slug:name>.ics", dav.entry, name="dav-entry"),
]
