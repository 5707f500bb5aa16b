"""A register for tests: rows in a list, and every way of paging over them."""

from urllib.parse import parse_qsl, urlsplit


class RestFake:
    """Answers requests about ``rows``, which are dicts with an ``id``, by their id.

    ``cap``: the most rows that it gives at once. ``before(n)`` is called before the nth
    request is answered, from 0, and may change the rows.
    """

    def __init__(self, rows, cap=1000, before=None):
        self.rows = rows
        self.cap = cap
        self.before = before or (lambda number: None)
        self.count = 0
        self.queries = []

    def get_rows(self):
        return sorted(self.rows, key=lambda row: row["id"])

    def answer(self, url):
        """Return the body of the answer to a request."""
        self.before(self.count)
        self.count += 1
        query = dict(parse_qsl(urlsplit(url).query))
        self.queries.append(query)
        rows = self.get_rows()
        size = min(int(query.get("limit", self.cap)), self.cap)
        if "after" in query:
            rows = [row for row in rows if row["id"] > int(query["after"])]
            return {"rows": rows[:size]}
        if "page" in query:
            start = (int(query["page"]) - 1) * size
        elif "range" in query:
            first, last = map(int, query["range"].split("-"))
            start, size = first, min(last - first + 1, self.cap)
        else:
            start = int(query.get("offset", query.get("cursor", 0)))
        end = start + size
        more = end < len(rows)
        return {
            "rows": rows[start:end],
            "total": len(rows),
            "cursor": str(end) if more else None,
            "next": f"http://register.test/assets?offset={end}&limit={size}"
            if more
            else None,
        }
