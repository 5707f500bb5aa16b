from .kits import flatten
