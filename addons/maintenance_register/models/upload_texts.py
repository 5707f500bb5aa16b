"""What is said of a workbook, a row or a cell that cannot be read, and what to do."""

from ..tools import amounts, cells, dates, rows
from ..workbooks import reading


def get_file_problem(env, error):
    """Return in one sentence why a file cannot be read, and what to do.

    :param error: the ``UnreadableWorkbook``
    """
    texts = {
        reading.NOT_A_WORKBOOK: env._(
            "This file is no Excel workbook. Save the list as “Excel workbook (.xlsx)” "
            "and upload that."
        ),
        reading.OLD_OR_ENCRYPTED: env._(
            "This workbook has a password, or is of the old kind (.xls). Save it "
            "without a password as “Excel workbook (.xlsx)” and upload that."
        ),
        reading.OTHER_KIND: env._(
            "This file is of another kind than .xlsx and .xlsm. Save the list as "
            "“Excel workbook (.xlsx)” and upload that."
        ),
        reading.TOO_LARGE: env._(
            "Unpacked, this workbook is too large. Save the sheet with the assets as a "
            "workbook of its own and upload that."
        ),
    }
    return texts.get(error.code) or env._(
        "This workbook is damaged and cannot be read to its end. Open it in your "
        "spreadsheet program, save it anew, and upload that."
    )


def get_row_problem(env, row, labels):
    """Return in words why nothing is taken of a row, False if there is no reason.

    :param row: a ``tools.rows.Row``
    :param labels: {key: its name}
    """
    if row.verdict == rows.PROBLEM:
        return " ".join(get_cell_problem(env, one, labels) for one in row.problems)
    if row.verdict == rows.NO_KEY:
        return env._(
            "Nothing stands in the key column, so nobody knows which asset it is. "
            "Enter its key."
        )
    if row.verdict == rows.REPEATED_KEY:
        return env._(
            "“%(key)s” also stands in row %(rows)s. Leave one of them.",
            key=row.external_id,
            rows=", ".join(map(str, row.others[:5])),
        )
    return False


def get_cell_problem(env, problem, labels):
    """Return in words what is wrong with a cell."""
    texts = {
        cells.ERROR: env._("is an error. Correct its formula."),
        cells.NO_VALUE: env._(
            "is a formula that was never calculated. Open the workbook in your "
            "spreadsheet program and save it."
        ),
        cells.DIGITS: env._(
            "is a number with more than 15 digits, whose last ones the spreadsheet "
            "has lost. Format the column as text and enter it again."
        ),
        dates.NO_DATE: env._("is no date. Write it as 2026-03-31."),
        dates.NO_DAY: env._("has no day. Write it as 2026-03-31."),
        amounts.NO_AMOUNT: env._("is no amount. Write it as a number."),
        amounts.OTHER_CURRENCY: env._(
            "is in another currency than that of the company. Convert it."
        ),
    }
    return env._(
        "%(field)s: “%(value)s” %(problem)s",
        field=labels.get(problem.key) or env._("Key"),
        value=problem.shown,
        problem=texts[problem.code],
    )
