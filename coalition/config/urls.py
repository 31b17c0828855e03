"""The addresses: the API below /api/, pages everywhere else."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("proposals.api.urls")),
    path("", include("proposals.calendars.urls")),
    path("", include("frontend.urls")),
]
