from devkit.odoo_log import problems

LOG = """\
2026-01-02 03:04:05,678 42 INFO db odoo.modules.loading: loading 1 modules...
2026-01-02 03:04:05,679 42 WARNING db odoo.modules.loading: Module x demo data failed
Traceback (most recent call last):
  File "x.py", line 1, in y
2026-01-02 03:04:05,680 42 INFO db odoo.modules.loading: done
a line of something else
2026-01-02 03:04:05,681 42 ERROR ? odoo.sql_db: bad query
"""


def test_warnings_and_errors_come_with_their_traceback():
    warning, error = problems(LOG)
    assert str(warning).startswith("WARNING odoo.modules.loading: Module x demo data")
    assert warning.message.endswith('File "x.py", line 1, in y')
    assert error.message == "bad query"


def test_a_quiet_log_has_no_problems():
    assert problems(LOG.splitlines()[0]) == []
