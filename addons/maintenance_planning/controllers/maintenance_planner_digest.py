from odoo import http
from odoo.http import request


class MaintenancePlannerDigest(http.Controller):
    @http.route(
        "/parts_digest/<string:screen>", type="http", auth="user", methods=["GET"]
    )
    def open_screen(self, screen, companies="", **_params):
        """Show a screen that a digest leads to, with the companies of its news.

        As for Odoo's own links to a record: which companies are active is a cookie of
        the browser, and what was active stays so.

        :param companies: their ids, joined by hyphens
        """
        allowed = request.env.user.company_ids.ids
        active = [
            company_id
            for company_id in _read_ids(request.cookies.get("cids", ""))
            if company_id in allowed
        ] or [request.env.user.company_id.id]
        active += [
            company_id
            for company_id in _read_ids(companies)
            if company_id in allowed and company_id not in active
        ]
        request.future_response.set_cookie("cids", "-".join(map(str, active)))
        screens = request.env["maintenance.planner.digest"]._get_screens()
        return request.redirect(f"/odoo/{screen}" if screen in screens else "/odoo")


def _read_ids(text):
    # no id has more digits, and Python reads no number of thousands of them
    return [
        int(word) for word in text.split("-") if word.isdecimal() and len(word) <= 10
    ]
