"""Places as sets of leaves; memberships and military presence with dates; the map.

Facts only, each with its source; what they mean under a settlement is for later stages. Everything is read
on first use. Names are compared without case, accents, hyphens and spaces. State codes are ISO alpha-2.
"""

from detente.atlas.organisations import members, membership, organisation, organisations
from detente.atlas.places import everywhere, extent, find, label, owner, places, shape, suggest
from detente.atlas.presence import presence
from detente.atlas.records import Membership, Organisation, Place, Presence
from detente.atlas.topography import topology

__all__ = [
    "Membership",
    "Organisation",
    "Place",
    "Presence",
    "everywhere",
    "extent",
    "find",
    "label",
    "members",
    "membership",
    "organisation",
    "organisations",
    "owner",
    "places",
    "presence",
    "shape",
    "suggest",
    "topology",
]
