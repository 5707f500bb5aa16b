"""How critical a part is, and which part comes first."""

# how much an asset depends on a part, the most critical first
CRITICALITIES = [
    ("vital", "Vital"),
    ("essential", "Essential"),
    ("desirable", "Desirable"),
]
# {name of a criticality: its rank}, the most critical first
RANKS = {name: rank for rank, (name, _label) in enumerate(CRITICALITIES)}
