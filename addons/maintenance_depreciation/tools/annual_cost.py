"""What it costs a year to keep an asset, and what to replace it.

The equivalent annual cost spreads what is paid once over the years of use, at a rate of
interest, and adds what is paid every year. It makes an old asset for some years more
and a new one for many comparable. For the old one what it would bring today counts as
its price, for that is what keeping it forgoes: what was paid for it once, and its book
value, make no difference.

Source: any book of engineering economics under "replacement analysis", for example
Blank and Tarquin, Engineering Economy, the chapter on replacement and retention: the
"defender" at its market value beside the "challenger".
"""

KEEP, REPLACE, UNKNOWN = "keep", "replace", "unknown"


def get_recovery_factor(rate, years):
    """Return the share of an amount that is paid back at the end of each year.

    ``i / (1 − (1 + i)^−n)``, and ``1 / n`` without interest.

    :param rate: of interest a year, 0.08 for 8 %; not below 0
    :param years: above 0
    """
    if years <= 0 or rate < 0:
        raise ValueError("years are above 0, and a rate is not below")
    growth = (1 + rate) ** years
    # of a rate so small that nothing grows, the limit
    if growth - 1 < 1e-9:
        return 1 / years
    return rate * growth / (growth - 1)


def get_annual_cost(price, resale, years, upkeep, rate):
    """Return the equivalent annual cost.

    ``(P − S) · A + S · i + U``: the price less what it brings in the end, spread over
    the years with the recovery factor ``A``; interest on what it brings in the end; and
    upkeep. The same as ``(P − S / (1 + i)^n) · A + U``.

    :param price: ``P``, what is paid, or forgone, at the beginning
    :param resale: ``S``, what it brings at the end
    :param years: ``n``, above 0
    :param upkeep: ``U``, a year
    :param rate: ``i``, of interest a year, 0.08 for 8 %
    """
    spread = (price - resale) * get_recovery_factor(rate, years)
    return spread + resale * rate + upkeep


def judge(keep, replace, coin):
    """Return ``KEEP``, ``REPLACE`` or ``UNKNOWN`` for two annual costs.

    Equal is no reason to replace.

    :param keep, replace: None if an input is missing
    :param coin: what differs by less is equal
    """
    if keep is None or replace is None:
        return UNKNOWN
    return REPLACE if keep - replace >= coin else KEEP
