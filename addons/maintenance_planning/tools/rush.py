"""What has to be bought in a rush."""

from datetime import date


def is_rush(order_by_day: date, today: date) -> bool:
    """Say whether the day to decide has passed already."""
    return order_by_day < today
