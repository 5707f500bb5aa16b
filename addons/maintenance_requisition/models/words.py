"""Words that several screens share: how far a requisition line is."""

# the states of a requisition line
STATES = [
    ("draft", "Draft"),
    ("to_approve", "To Approve"),
    ("approved", "Approved"),
    ("ordered", "Ordered"),
    ("received", "Received"),
    ("cancel", "Cancelled"),
]
# what screens show of a requisition line: its state, and where an approved one is
STATUSES = [
    ("draft", "Draft"),
    ("to_approve", "To Approve"),
    ("approved", "Approved"),
    ("failed", "Cannot Be Ordered"),
    ("rfq", "In RFQ"),
    ("ordered", "Ordered"),
    ("received", "Received"),
    ("cancel", "Cancelled"),
]
# why a requisition line is a rush: codes of tools/rush_reasons.py
CAUSES = [
    ("unknown_age", "Unknown Age"),
    ("late_vendor", "Late Vendor"),
    ("unplanned_failure", "Unplanned Failure"),
    ("late_planning", "Late Planning"),
]


def tell_waiting(line):
    """Return in words where the requisition ``line`` is that is not ordered yet."""
    env = line.env
    texts = {
        "draft": env._("%s, to decide"),
        "to_approve": env._("%s, to approve"),
        "approved": env._("%s, approved"),
    }
    text = env._("%s, cannot be ordered") if line.failure else texts[line.state]
    return text % line.requisition_id.name
