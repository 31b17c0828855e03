"""The capitals of the members of the catalogue's European and Atlantic rolls, with the time zone of each (IANA)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Capital:
    """A capital's name in English and French, and its zone."""

    en: str
    fr: str
    zone: str


CAPITALS = {
    "AL": Capital("Tirana", "Tirana", "Europe/Tirane"),
    "AT": Capital("Vienna", "Vienne", "Europe/Vienna"),
    "AU": Capital("Canberra", "Canberra", "Australia/Sydney"),
    "BE": Capital("Brussels", "Bruxelles", "Europe/Brussels"),
    "BG": Capital("Sofia", "Sofia", "Europe/Sofia"),
    "CA": Capital("Ottawa", "Ottawa", "America/Toronto"),
    "CY": Capital("Nicosia", "Nicosie", "Asia/Nicosia"),
    "CZ": Capital("Prague", "Prague", "Europe/Prague"),
    "DE": Capital("Berlin", "Berlin", "Europe/Berlin"),
    "DK": Capital("Copenhagen", "Copenhague", "Europe/Copenhagen"),
    "EE": Capital("Tallinn", "Tallinn", "Europe/Tallinn"),
    "ES": Capital("Madrid", "Madrid", "Europe/Madrid"),
    "FI": Capital("Helsinki", "Helsinki", "Europe/Helsinki"),
    "FR": Capital("Paris", "Paris", "Europe/Paris"),
    "GB": Capital("London", "Londres", "Europe/London"),
    "GR": Capital("Athens", "Athènes", "Europe/Athens"),
    "HR": Capital("Zagreb", "Zagreb", "Europe/Zagreb"),
    "HU": Capital("Budapest", "Budapest", "Europe/Budapest"),
    "IE": Capital("Dublin", "Dublin", "Europe/Dublin"),
    "IS": Capital("Reykjavik", "Reykjavik", "Atlantic/Reykjavik"),
    "IT": Capital("Rome", "Rome", "Europe/Rome"),
    "JP": Capital("Tokyo", "Tokyo", "Asia/Tokyo"),
    "LT": Capital("Vilnius", "Vilnius", "Europe/Vilnius"),
    "LU": Capital("Luxembourg", "Luxembourg", "Europe/Luxembourg"),
    "LV": Capital("Riga", "Riga", "Europe/Riga"),
    "ME": Capital("Podgorica", "Podgorica", "Europe/Podgorica"),
    "MK": Capital("Skopje", "Skopje", "Europe/Skopje"),
    "MT": Capital("Valletta", "La Valette", "Europe/Malta"),
    "NL": Capital("The Hague", "La Haye", "Europe/Amsterdam"),  # where the government sits
    "NO": Capital("Oslo", "Oslo", "Europe/Oslo"),
    "NZ": Capital("Wellington", "Wellington", "Pacific/Auckland"),
    "PL": Capital("Warsaw", "Varsovie", "Europe/Warsaw"),
    "PT": Capital("Lisbon", "Lisbonne", "Europe/Lisbon"),
    "RO": Capital("Bucharest", "Bucarest", "Europe/Bucharest"),
    "SE": Capital("Stockholm", "Stockholm", "Europe/Stockholm"),
    "SI": Capital("Ljubljana", "Ljubljana", "Europe/Ljubljana"),
    "SK": Capital("Bratislava", "Bratislava", "Europe/Bratislava"),
    "TR": Capital("Ankara", "Ankara", "Europe/Istanbul"),
    "UA": Capital("Kyiv", "Kyiv", "Europe/Kyiv"),
    "US": Capital("Washington", "Washington", "America/New_York"),
}
