"""Which parts of its BOM a job uses."""


def is_used_on_job(every_nth: int, job_number: int) -> bool:
    """Say whether a part that is used on every Nth planned job is used on this one.

    :param job_number: 1 for the first planned job of the asset
    """
    return job_number % max(every_nth, 1) == 0
