"""Coalitions: the bodies that decide."""

from __future__ import annotations

from django.db import models


class Coalition(models.Model):
    """A body that decides. A deployment can hold several."""

    slug = models.SlugField(unique=True)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC")
    exercise = models.BooleanField(
        default=False, help_text="Invented votes of real states: watermarked wherever it is shown."
    )
    note_en = models.CharField(max_length=300, blank=True)
    note_fr = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name_en


class DemoMarker(models.Model):
    """One row in a database that `manage.py demo` filled, and in no other: it alone allows one-click sign-in."""

    loaded_at = models.DateTimeField(null=True, help_text="Null while loading.")

    def __str__(self) -> str:
        return f"demo loaded at {self.loaded_at}"
