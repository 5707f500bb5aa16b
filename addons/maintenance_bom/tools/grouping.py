"""Which assets look like one asset type, and which BOM they could share."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping


def group_key(category_id: int | None, model: str | None) -> tuple[int | None, str]:
    """Return what two assets of one type share: the category, and the model however
    it is typed ("H25 ", "h25")."""
    return category_id, " ".join((model or "").split()).casefold()


def choose_bom(
    key: tuple[int | None, str],
    used: Mapping[tuple[int | None, str], Counter],
    boms: Iterable[tuple[int, int | None, str, str]],
) -> int | None:
    """Return the id of the BOM that fits a group of assets best, None if none does.

    :param used: group key → Counter of the BOMs that assets of this group have already
    :param boms: ``(id, category id, name, code)`` of the BOMs that may be chosen

    The BOM that most assets of the group have wins; else one whose name or code is the
    model, of the same category before one without a category.
    """
    candidates = list(boms)
    allowed = {bom_id for bom_id, *_rest in candidates}
    for bom_id, _count in used.get(key, Counter()).most_common():
        if bom_id in allowed:
            return bom_id
    category_id, model = key
    if not model:
        return None
    by_category: dict[int | None, int] = {}
    for bom_id, bom_category_id, name, code in candidates:
        if model in (group_key(None, name)[1], group_key(None, code)[1]):
            by_category.setdefault(bom_category_id, bom_id)
    return by_category.get(category_id) or by_category.get(None)


def group_assets(
    assets: Iterable[tuple[int, int | None, str | None]],
) -> dict[tuple[int | None, str], list[int]]:
    """Return {group key: asset ids} of ``(id, category id, model)``, largest first."""
    groups: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for asset_id, category_id, model in assets:
        groups[group_key(category_id, model)].append(asset_id)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[1])))
