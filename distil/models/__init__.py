"""Collections, codes, marks and pairs of cases."""

from distil.models.codebook import Code, Colour
from distil.models.collections import Collection, CollectionCase
from distil.models.marks import Coding, Mark
from distil.models.twins import Twins

__all__ = ["Code", "Coding", "Collection", "CollectionCase", "Colour", "Mark", "Twins"]
